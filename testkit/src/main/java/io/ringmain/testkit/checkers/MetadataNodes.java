package io.ringmain.testkit.checkers;

import io.ringmain.protocol.Reader;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.Varints;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.stored.MetadataRecordType;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads the nodes of the metadata log and of its snapshots. One thread. */
final class MetadataNodes {
  private final RecordBatchView view = new RecordBatchView();
  private final RecordIterator records =
      RecordIterator.readingContents(CompressionCodecs.builtIn());

  MetadataNodes() {}

  /** Hands over each record of a node. */
  void read(byte[] node, Consumer<TypedRecord> each) {
    view.wrap(ByteBuffer.wrap(node), 0);
    try (RecordIterator reading = records.wrap(view)) {
      while (reading.next()) {
        ByteBuffer frame = reading.current().value();
        int _ = Varints.readUnsigned(frame);
        int type = Varints.readUnsigned(frame);
        int version = Varints.readUnsigned(frame);
        TypedRecord record = MetadataRecordType.forId(type).orElseThrow().newRecord();
        record.read(new Reader(frame), (short) version);
        each.accept(record);
      }
    }
  }
}
