package io.ringmain.kernel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FetchReadTest {
  private static final short VERSION = 12;
  private static final int BATCH_BYTES = Batches.plain(1).remaining();

  private final StubHost host = new StubHost();
  private final FetchSessions sessions = new FetchSessions(0, new Random(1));

  private static FetchRequest.FetchPartition partition(int number, long offset) {
    return new FetchRequest.FetchPartition()
        .partition(number)
        .fetchOffset(offset)
        .currentLeaderEpoch(-1)
        .lastFetchedEpoch(-1)
        .partitionMaxBytes(1 << 20);
  }

  private static FetchRequest request(String topic, FetchRequest.FetchPartition... partitions) {
    return new FetchRequest()
        .replicaId(-1)
        .minBytes(1)
        .maxBytes(1 << 20)
        .sessionEpoch(-1)
        .topics(
            List.of(new FetchRequest.FetchTopic().topic(topic).partitions(List.of(partitions))));
  }

  private FetchRead read(FetchRequest request, short version) {
    FetchRead read =
        new FetchRead(
            sessions.open(request, version, 0),
            request,
            version,
            Integer.MAX_VALUE,
            host.replicas,
            host::image);
    read.read();
    return read;
  }

  private FetchRead read(FetchRequest request) {
    return read(request, VERSION);
  }

  private FetchResponse.PartitionData only(FetchRequest request) {
    return only(request, VERSION);
  }

  private FetchResponse.PartitionData only(FetchRequest request, short version) {
    FetchRead read = read(request, version);
    FetchResponse.PartitionData answer =
        read.response().responses().getFirst().partitions().getFirst();
    read.discard();
    return answer;
  }

  private ErrorCode errorOf(FetchRequest request) {
    return ErrorCode.forId(only(request).errorCode()).orElseThrow();
  }

  private void append(String topic, int partition, int batches) {
    for (int i = 0; i < batches; i++) {
      host.append(topic, partition, Batches.plain(1));
    }
  }

  private int openSlices(String topic, int partition) {
    return host.storage.log(topic, partition).openSlices();
  }

  @Test
  void readsUpToTheHighWatermark() {
    host.createTopic("t", 1);
    append("t", 0, 3);
    FetchResponse.PartitionData answer = only(request("t", partition(0, 1)));
    assertEquals(2 * BATCH_BYTES, answer.records().sizeBytes());
    assertEquals(3, answer.highWatermark());
    assertEquals(0, answer.logStartOffset());
    assertNull(answer.abortedTransactions());
    assertEquals(0, openSlices("t", 0));
  }

  @Test
  void readCommittedGetsAListOfAbortedTransactions() {
    host.createTopic("t", 1);
    append("t", 0, 1);
    FetchRequest request = request("t", partition(0, 0)).isolationLevel((byte) 1);
    assertEquals(List.of(), only(request).abortedTransactions());
  }

  @Test
  void anOffsetOutOfRangeTellsNothingElse() {
    host.createTopic("t", 1);
    append("t", 0, 3);
    for (long offset : List.of(-1L, 4L)) {
      FetchResponse.PartitionData answer = only(request("t", partition(0, offset)));
      assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), answer.errorCode());
      assertEquals(-1, answer.highWatermark());
      assertEquals(-1, answer.logStartOffset());
      assertEquals(-1, answer.lastStableOffset());
    }
  }

  @Test
  void whoKnowsAnotherLeaderEpochIsNotServed() {
    host.changeLeader(host.createTopic("t", 1), 0, StubHost.BROKER_ID);
    assertEquals(
        ErrorCode.FENCED_LEADER_EPOCH,
        errorOf(request("t", partition(0, 0).currentLeaderEpoch(0))));
    assertEquals(
        ErrorCode.UNKNOWN_LEADER_EPOCH,
        errorOf(request("t", partition(0, 0).currentLeaderEpoch(2))));
    assertEquals(ErrorCode.NONE, errorOf(request("t", partition(0, 0).currentLeaderEpoch(1))));
    assertEquals(ErrorCode.NONE, errorOf(request("t", partition(0, 0).currentLeaderEpoch(-5))));
  }

  @Test
  void tellsWhereTheCoursesOfTwoLogsParted() {
    host.createTopic("t", 1);
    append("t", 0, 2);
    FetchResponse.PartitionData answer = only(request("t", partition(0, 9).lastFetchedEpoch(0)));
    assertEquals(2, answer.divergingEpoch().endOffset());
    assertEquals(0, answer.divergingEpoch().epoch());
    assertEquals(
        ErrorCode.OFFSET_OUT_OF_RANGE, errorOf(request("t", partition(0, 1).lastFetchedEpoch(9))));
  }

  @Test
  void saysWhyAPartitionIsNotServed() {
    host.createTopic("t", 1);
    host.createTopic("elsewhere", 1, 2, Map.of());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorOf(request("t", partition(1, 0))));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorOf(request("none", partition(0, 0))));
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, errorOf(request("elsewhere", partition(0, 0))));
  }

  @Test
  void aReplicaThatIsNoneIsNotServed() {
    host.createTopic("t", 1);
    assertEquals(
        ErrorCode.NOT_LEADER_OR_FOLLOWER, errorOf(request("t", partition(0, 0)).replicaId(5)));
  }

  /** As with Kafka since 4.0: what an old client makes of it is its own matter. */
  @Test
  void zstdIsServedToOldClientsToo() {
    host.createTopic("t", 1, Map.of("compression.type", "zstd"));
    assertEquals(ErrorCode.NONE.id(), only(request("t", partition(0, 0)), (short) 9).errorCode());
  }

  @Test
  void aPartitionNamedTwiceIsServedOnceAsNamedLast() {
    host.createTopic("t", 1);
    append("t", 0, 3);
    FetchRead read = read(request("t", partition(0, 0), partition(0, 2)));
    assertEquals(1, read.response().responses().getFirst().partitions().size());
    assertEquals(BATCH_BYTES, read.bytesRead());
    read.discard();
  }

  @Test
  void theFirstBatchIsReadWhateverItsSize() {
    host.createTopic("t", 2);
    append("t", 0, 2);
    append("t", 1, 2);
    FetchRequest request = request("t", partition(0, 0), partition(1, 0)).maxBytes(1);
    FetchRead read = read(request);
    assertEquals(BATCH_BYTES, read.bytesRead());
    read.discard();
  }

  @Test
  void waitsUntilThereIsEnough() {
    host.createTopic("t", 1);
    append("t", 0, 2);
    FetchRead read = read(request("t", partition(0, 0)).minBytes(1000));
    assertFalse(read.isEnough());
    assertEquals(1000 - 2 * BATCH_BYTES, read.missingBytes());
    read.discard();
  }

  @Test
  void doesNotWaitAtTheEndOfASegmentThatIsNotTheLast() {
    host.createTopic("t", 1);
    append("t", 0, 2);
    host.storage.log("t", 0).roll();
    append("t", 0, 2);
    FetchRead lagging = read(request("t", partition(0, 0)).minBytes(1000));
    assertEquals(2 * BATCH_BYTES, lagging.bytesRead());
    assertTrue(lagging.isEnough());
    lagging.discard();
    FetchRead caughtUp = read(request("t", partition(0, 2)).minBytes(1000));
    assertFalse(caughtUp.isEnough());
    caughtUp.discard();
  }

  @Test
  void aFailureIsToldAtOnce() {
    host.createTopic("t", 1);
    FetchRead read = read(request("t", partition(0, 0), partition(7, 0)).minBytes(1000));
    assertEquals(1, read.failures());
    assertTrue(read.isEnough());
  }

  @Test
  void holdsNothingWhenAPartitionThrows() {
    host.createTopic("t", 2);
    append("t", 0, 1);
    append("t", 1, 1);
    host.storage.log("t", 1).failReads(new IllegalStateException("meant to fail"));
    assertThrows(
        IllegalStateException.class, () -> read(request("t", partition(0, 0), partition(1, 0))));
    assertEquals(0, openSlices("t", 0));
  }
}
