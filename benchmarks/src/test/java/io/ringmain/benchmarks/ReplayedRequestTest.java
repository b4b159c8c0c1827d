package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.record.RecordBatchView;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class ReplayedRequestTest {
  @Test
  void frameIsTheRequestWithTheCorrelationIdPatchedIn() {
    ProducedBatch batch = ProducedBatch.of(3, 250);
    ReplayedRequest request = batch.produceRequest("t", 2, -1).correlationId(7).correlationId(42);
    Reader in = bodyOf(request.frame());
    RequestHeader header = headerOf(in, ApiKey.PRODUCE, ProducedBatch.PRODUCE_VERSION);
    assertEquals(42, header.correlationId());
    assertEquals(ApiKey.PRODUCE.id(), header.requestApiKey());
    assertEquals(ReplayedRequest.CLIENT_ID, header.clientId());

    ProduceRequest body = new ProduceRequest(in, (short) ProducedBatch.PRODUCE_VERSION);
    assertEquals(-1, body.acks());
    ProduceRequest.PartitionProduceData partition =
        body.topicData().getFirst().partitionData().getFirst();
    assertEquals(2, partition.index());
    assertEquals(new BufferRecords(batch.bytes()), partition.records());
  }

  @Test
  void fetchOffsetIsPatchedInAgainAndAgain() {
    ReplayedRequest request = ReplayedRequest.of(ReplayingConsumer.request("t"), 12);
    assertEquals(5, fetchOffset(request.fetchOffset(5)));
    assertEquals(1L << 40, fetchOffset(request.fetchOffset(1L << 40)));
  }

  @Test
  void requestsWithoutAnOffsetHaveNoneToPatch() {
    ReplayedRequest request = ProducedBatch.of(1, 10).produceRequest("t", 0, 1);
    assertThrows(IllegalStateException.class, () -> request.fetchOffset(1));
  }

  @Test
  void batchesAreFilledUpToTheirSize() {
    ProducedBatch batch = ProducedBatch.upTo(64 * 1024, 100);
    int sizeBytes = batch.bytes().remaining();
    assertEquals(
        batch.recordsCount() - 1, new RecordBatchView().wrap(batch.bytes(), 0).lastOffset());
    assertEquals(64 * 1024, sizeBytes, 110, "less than one record is missing");
  }

  private static long fetchOffset(ReplayedRequest request) {
    Reader in = bodyOf(request.frame());
    headerOf(in, ApiKey.FETCH, 12);
    FetchRequest body = new FetchRequest(in, (short) 12);
    return body.topics().getFirst().partitions().getFirst().fetchOffset();
  }

  private static Reader bodyOf(ByteBuffer frame) {
    assertEquals(frame.remaining() - Integer.BYTES, frame.getInt());
    return new Reader(frame);
  }

  private static RequestHeader headerOf(Reader in, ApiKey api, int version) {
    return new RequestHeader(in, api.requestHeaderVersion((short) version));
  }
}
