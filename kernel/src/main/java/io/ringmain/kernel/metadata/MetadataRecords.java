package io.ringmain.kernel.metadata;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.Varints;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.stored.MetadataRecordType;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Metadata records as bytes of a node: one record batch, each record framed as Kafka frames it.
 *
 * <pre>
 *   record batch v2   base offset: number of its first record in the log
 *                     leader epoch: the controller's epoch
 *     record          no key; value = frame version 1 | record type | version | message
 *                                     (unsigned varints)
 * </pre>
 *
 * <p>The CRC of the batch tells a damaged node. Any thread.
 */
public final class MetadataRecords {

  /** No node is larger: half of what the strictest store takes (Invariant 36). */
  public static final int MAX_NODE_BYTES = 512 * 1024;

  private static final int FRAME_VERSION = 1;
  private static final int FRAME_HEAD_BYTES = 3;
  private static final short FIRST_VERSION_WITH_DIRECTORIES = 1;
  private static final short FIRST_VERSION_WITH_ELR = 2;

  /** What a record batch adds to a record's value at most: lengths, attributes, deltas. */
  private static final int RECORD_OVERHEAD_BYTES = 16;

  private MetadataRecords() {}

  /** What a record takes up in a node at most. */
  public static int sizeBytes(TypedRecord record) {
    return FRAME_HEAD_BYTES + record.size(version(record)) + RECORD_OVERHEAD_BYTES;
  }

  /**
   * Records as nodes, as few as there can be.
   *
   * @param baseOffset number of the first record
   */
  public static List<byte[]> encode(
      long baseOffset, int controllerEpoch, long timestampMs, List<TypedRecord> records) {
    List<byte[]> nodes = new ArrayList<>();
    RecordBatchBuilder builder = new RecordBatchBuilder();
    begin(builder, baseOffset, controllerEpoch);
    for (TypedRecord record : records) {
      if (builder.recordsCount() > 0 && builder.sizeBytes() + sizeBytes(record) > MAX_NODE_BYTES) {
        nodes.add(bytes(builder));
        begin(builder, builder.nextOffset(), controllerEpoch);
      }
      builder.append(timestampMs, null, frame(record));
    }
    if (builder.recordsCount() > 0) {
      nodes.add(bytes(builder));
    }
    return nodes;
  }

  private static void begin(RecordBatchBuilder builder, long baseOffset, int controllerEpoch) {
    builder.begin(baseOffset).partitionLeaderEpoch(controllerEpoch);
  }

  private static byte[] bytes(RecordBatchBuilder builder) {
    ByteBuffer batch = builder.build();
    byte[] bytes = new byte[batch.remaining()];
    batch.get(bytes);
    return bytes;
  }

  /**
   * Hands over each record of a node.
   *
   * @return number of the first record not in this node
   * @throws MetadataException if the node is damaged or of a later format
   */
  public static long decode(byte[] node, Consumer<TypedRecord> each) {
    RecordBatchView batch = new RecordBatchView().wrap(ByteBuffer.wrap(node), 0);
    if (!batch.isComplete() || batch.sizeBytes() != node.length || !batch.isCrcValid()) {
      throw new MetadataException("a metadata node of " + node.length + " bytes is damaged");
    }
    try (RecordIterator records = RecordIterator.readingContents(CompressionCodecs.of(List.of()))) {
      records.wrap(batch);
      while (records.next()) {
        each.accept(unframe(records.current().value()));
      }
    }
    return batch.nextOffset();
  }

  private static ByteBuffer frame(TypedRecord record) {
    short version = version(record);
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD_BYTES + record.size(version));
    Varints.writeUnsigned(frame, FRAME_VERSION);
    Varints.writeUnsigned(frame, record.apiKey());
    Varints.writeUnsigned(frame, version);
    record.write(new ByteBufferWriter(frame), version);
    return frame.flip();
  }

  private static TypedRecord unframe(ByteBuffer frame) {
    int frameVersion = Varints.readUnsigned(frame);
    if (frameVersion != FRAME_VERSION) {
      throw new MetadataException("metadata frame version " + frameVersion + " is not supported");
    }
    int id = Varints.readUnsigned(frame);
    int version = Varints.readUnsigned(frame);
    MetadataRecordType type =
        MetadataRecordType.forId(id)
            .filter(known -> version <= known.highestVersion())
            .orElseThrow(() ->
                new MetadataException(
                    "metadata record " + id + " version " + version + " is not supported"));
    TypedRecord record = type.newRecord();
    record.read(new Reader(frame), (short) version);
    return record;
  }

  /** The first version that has a place for all there is to say: it is the shortest. */
  private static short version(TypedRecord record) {
    return switch (record) {
      case PartitionRecord partition ->
          partitionVersion(
              partition.eligibleLeaderReplicas() != null || partition.lastKnownElr() != null,
              !partition.directories().isEmpty());
      case PartitionChangeRecord change ->
          partitionVersion(
              change.eligibleLeaderReplicas() != null || change.lastKnownElr() != null,
              change.directories() != null);
      default -> record.highestSupportedVersion();
    };
  }

  private static short partitionVersion(boolean withElr, boolean withDirectories) {
    if (withElr) {
      return FIRST_VERSION_WITH_ELR;
    }
    return withDirectories ? FIRST_VERSION_WITH_DIRECTORIES : 0;
  }
}
