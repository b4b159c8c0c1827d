package io.ringmain.benchmarks;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.ResponseHeader;
import io.ringmain.protocol.record.RecordBatchView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One connection that reads a partition with one fetch request at a time, patching the offset.
 *
 * <p>The limits are the defaults of Kafka's Java consumer: up to 1 MiB of a partition, at least one
 * byte. No fetch session, and topics by name. The records are counted by the batches' headers and
 * not looked at. Used by one thread at a time; allocates a few objects per response of 1 MiB.
 */
final class ReplayingConsumer {
  private static final int FETCH_VERSION = 12;
  private static final int RESPONSE_HEADER_VERSION = 1;
  private static final int PARTITION_MAX_BYTES = 1024 * 1024;
  private static final int MAX_BYTES = 50 * 1024 * 1024;
  private static final int MAX_WAIT_MS = 500;

  private final Connection connection;
  private final ReplayedRequest request;
  private final RecordBatchView batch = new RecordBatchView();
  private int correlationId;

  ReplayingConsumer(Connection connection, String topic) {
    this.connection = connection;
    this.request = ReplayedRequest.of(request(topic), FETCH_VERSION);
  }

  static FetchRequest request(String topic) {
    return new FetchRequest()
        .replicaId(-1)
        .maxWaitMs(MAX_WAIT_MS)
        .minBytes(1)
        .maxBytes(MAX_BYTES)
        .sessionId(0)
        .sessionEpoch(-1)
        .topics(
            List.of(
                new FetchRequest.FetchTopic()
                    .topic(topic)
                    .partitions(
                        List.of(
                            new FetchRequest.FetchPartition()
                                .partition(0)
                                .currentLeaderEpoch(-1)
                                .lastFetchedEpoch(-1)
                                .logStartOffset(-1)
                                .fetchOffset(ReplayedRequest.OFFSET_MARK)
                                .partitionMaxBytes(PARTITION_MAX_BYTES)))));
  }

  /** Reads from offset 0 to an end offset, recording how long each fetch took. */
  void read(long endOffset, Histogram latencies) throws IOException {
    long offset = 0;
    while (offset < endOffset) {
      long startNs = System.nanoTime();
      correlationId++;
      connection.send(request.correlationId(correlationId).fetchOffset(offset).frame());
      ByteBuffer frame = connection.nextFrame();
      latencies.recordValue(System.nanoTime() - startNs);
      offset = nextOffset(frame, offset);
    }
  }

  private long nextOffset(ByteBuffer frame, long offset) throws IOException {
    Reader in = new Reader(frame);
    ResponseHeader header = new ResponseHeader(in, (short) RESPONSE_HEADER_VERSION);
    FetchResponse response = new FetchResponse(in, (short) FETCH_VERSION);
    FetchResponse.PartitionData partition = response.responses().getFirst().partitions().getFirst();
    if (header.correlationId() != correlationId
        || response.errorCode() != 0
        || partition.errorCode() != 0) {
      throw new BenchmarkException(
          "the broker refused a fetch at offset "
              + offset
              + ": "
              + Admin.error(response.errorCode())
              + ", "
              + Admin.error(partition.errorCode()));
    }
    if (!(partition.records() instanceof BufferRecords(ByteBuffer records))) {
      throw new BenchmarkException("a fetch response without records at offset " + offset);
    }
    return nextOffsetIn(records, offset);
  }

  /** The offset behind the last whole batch; the last batch of a response may be cut. */
  private long nextOffsetIn(ByteBuffer records, long offset) throws IOException {
    long next = offset;
    int position = records.position();
    while (position < records.limit() && batch.wrap(records, position).isComplete()) {
      if (batch.baseOffset() != next) {
        throw new BenchmarkException(
            "a batch at offset " + batch.baseOffset() + " in place of " + next);
      }
      next = batch.nextOffset();
      position += batch.sizeBytes();
    }
    return next;
  }
}
