package io.ringmain.testkit.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.FindCoordinatorRequest;
import io.ringmain.protocol.message.FindCoordinatorResponse;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetFetchRequest;
import io.ringmain.protocol.message.OffsetFetchResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.testkit.memory.MemoryCoordination;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole kernel on one thread and on virtual time: real requests in real frames, in-memory
 * plugins, and no other thread, clock or chance than the seed's.
 */
class SimulatedBrokerTest {
  private static final String TOPIC = "orders";
  private static final String GROUP = "readers";

  @TempDir private Path directory;

  @Test
  void servesProducersAndConsumers() {
    OneBroker one = new OneBroker(1, directory.resolve("1"));
    one.start();
    createTopic(one);
    assertEquals(List.of(0L, 3L, 6L), produceThrice(one));
    assertEquals(List.of(0L, 3L, 6L), fetchBatches(one));
    one.stop();
  }

  @Test
  void findsEverythingAfterARestart() {
    OneBroker one = new OneBroker(2, directory.resolve("2"));
    one.start();
    createTopic(one);
    List<Long> produced = produceThrice(one);
    commit(one, 5);
    one.stop();
    one.start();
    assertEquals(produced, fetchBatches(one));
    assertEquals(5, committed(one));
    one.stop();
  }

  @Test
  void goesOnAfterItsSessionHasExpired() {
    OneBroker one = new OneBroker(3, directory.resolve("3"));
    one.start();
    createTopic(one);
    one.ensemble().sessions().forEach(MemoryCoordination::expire);
    one.scheduler.pass(60_000);
    assertEquals(List.of(0L, 3L, 6L), produceThrice(one));
    one.stop();
  }

  @Test
  void anAcknowledgementOfNobodyElseTakesNoVirtualTime() {
    OneBroker one = new OneBroker(4, directory.resolve("4"));
    one.start();
    createTopic(one);
    long beforeNs = one.scheduler.monotonicNs();
    produceThrice(one);
    assertEquals(beforeNs, one.scheduler.monotonicNs());
    one.stop();
  }

  @Test
  void theSameSeedMakesTheSameRun() {
    Trace first = traceOf(7, "first");
    assertEquals(first.hash(), traceOf(7, "second").hash());
    assertTrue(first.lines() > 100, "a run of " + first.lines() + " tasks");
  }

  @Test
  void anotherSeedMakesAnotherRun() {
    assertNotEquals(traceOf(7, "seven").hash(), traceOf(8, "eight").hash());
  }

  private Trace traceOf(long seed, String folder) {
    OneBroker one = new OneBroker(seed, directory.resolve(folder));
    one.start();
    createTopic(one);
    produceThrice(one);
    fetchBatches(one);
    commit(one, 4);
    one.stop();
    one.start();
    committed(one);
    one.stop();
    return one.scheduler.trace();
  }

  private static void createTopic(OneBroker one) {
    CreateTopicsRequest.CreatableTopic topic =
        new CreateTopicsRequest.CreatableTopic()
            .name(TOPIC)
            .numPartitions(1)
            .replicationFactor((short) 1);
    CreateTopicsResponse response =
        one.ask(
            new CreateTopicsRequest().topics(List.of(topic)).timeoutMs(10_000),
            7,
            CreateTopicsResponse.class);
    assertEquals(ErrorCode.NONE.id(), response.topics().getFirst().errorCode());
  }

  /** Three batches of three records; gives their base offsets. */
  private static List<Long> produceThrice(OneBroker one) {
    List<Long> baseOffsets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProduceRequest.PartitionProduceData data =
          new ProduceRequest.PartitionProduceData()
              .index(0)
              .records(new BufferRecords(batchOfThree(one.scheduler.wallMs())));
      ProduceRequest.TopicProduceData topic =
          new ProduceRequest.TopicProduceData().name(TOPIC).partitionData(List.of(data));
      ProduceResponse response =
          one.ask(
              new ProduceRequest().acks((short) -1).timeoutMs(5_000).topicData(List.of(topic)),
              12,
              ProduceResponse.class);
      ProduceResponse.PartitionProduceResponse partition =
          response.responses().getFirst().partitionResponses().getFirst();
      assertEquals(ErrorCode.NONE.id(), partition.errorCode());
      baseOffsets.add(partition.baseOffset());
    }
    return baseOffsets;
  }

  private static ByteBuffer batchOfThree(long timestamp) {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0);
    for (int i = 0; i < 3; i++) {
      builder.append(timestamp, "key".getBytes(UTF_8), ("value " + i).getBytes(UTF_8));
    }
    return builder.build();
  }

  /** Base offsets of the record batches that the topic holds. */
  private static List<Long> fetchBatches(OneBroker one) {
    FetchRequest.FetchPartition partition =
        new FetchRequest.FetchPartition().partition(0).fetchOffset(0).partitionMaxBytes(1 << 20);
    FetchRequest.FetchTopic topic =
        new FetchRequest.FetchTopic().topic(TOPIC).partitions(List.of(partition));
    FetchResponse response =
        one.ask(
            new FetchRequest()
                .maxWaitMs(500)
                .minBytes(1)
                .maxBytes(1 << 20)
                .sessionEpoch(-1)
                .topics(List.of(topic)),
            12,
            FetchResponse.class);
    FetchResponse.PartitionData data = response.responses().getFirst().partitions().getFirst();
    assertEquals(ErrorCode.NONE.id(), data.errorCode());
    ByteBuffer records = ((BufferRecords) data.records()).buffer();
    RecordBatchView view = new RecordBatchView();
    List<Long> baseOffsets = new ArrayList<>();
    for (int p = records.position(); p < records.limit(); p += view.sizeBytes()) {
      view.wrap(records, p);
      assertTrue(view.isCrcValid());
      baseOffsets.add(view.baseOffset());
    }
    return baseOffsets;
  }

  /** Joins a group, becomes its leader, takes the assignment, and commits. */
  private static void commit(OneBroker one, long offset) {
    findCoordinator(one);
    JoinGroupResponse refused = join(one, "");
    assertEquals(ErrorCode.MEMBER_ID_REQUIRED.id(), refused.errorCode());
    JoinGroupResponse joined = join(one, refused.memberId());
    assertEquals(ErrorCode.NONE.id(), joined.errorCode());
    SyncGroupResponse synced =
        one.ask(
            new SyncGroupRequest()
                .groupId(GROUP)
                .generationId(joined.generationId())
                .memberId(joined.memberId())
                .assignments(
                    List.of(
                        new SyncGroupRequest.SyncGroupRequestAssignment()
                            .memberId(joined.memberId())
                            .assignment(ByteBuffer.wrap(new byte[] {1})))),
            3,
            SyncGroupResponse.class);
    assertEquals(ErrorCode.NONE.id(), synced.errorCode());
    OffsetCommitRequest.OffsetCommitRequestTopic topic =
        new OffsetCommitRequest.OffsetCommitRequestTopic()
            .name(TOPIC)
            .partitions(
                List.of(
                    new OffsetCommitRequest.OffsetCommitRequestPartition()
                        .partitionIndex(0)
                        .committedOffset(offset)));
    OffsetCommitResponse committed =
        one.ask(
            new OffsetCommitRequest()
                .groupId(GROUP)
                .generationIdOrMemberEpoch(joined.generationId())
                .memberId(joined.memberId())
                .topics(List.of(topic)),
            8,
            OffsetCommitResponse.class);
    assertEquals(
        ErrorCode.NONE.id(), committed.topics().getFirst().partitions().getFirst().errorCode());
  }

  private static JoinGroupResponse join(OneBroker one, String memberId) {
    return one.ask(
        new JoinGroupRequest()
            .groupId(GROUP)
            .sessionTimeoutMs(10_000)
            .rebalanceTimeoutMs(10_000)
            .memberId(memberId)
            .protocolType("consumer")
            .protocols(
                List.of(
                    new JoinGroupRequest.JoinGroupRequestProtocol()
                        .name("range")
                        .metadata(ByteBuffer.wrap(new byte[] {0})))),
        5,
        JoinGroupResponse.class);
  }

  private static long committed(OneBroker one) {
    findCoordinator(one);
    OffsetFetchResponse response =
        one.ask(
            new OffsetFetchRequest()
                .groupId(GROUP)
                .topics(
                    List.of(
                        new OffsetFetchRequest.OffsetFetchRequestTopic()
                            .name(TOPIC)
                            .partitionIndexes(List.of(0)))),
            7,
            OffsetFetchResponse.class);
    assertEquals(ErrorCode.NONE.id(), response.errorCode());
    return response.topics().getFirst().partitions().getFirst().committedOffset();
  }

  /** Asks until the group's coordinator is there, as clients do. */
  private static void findCoordinator(OneBroker one) {
    for (int i = 0; i < 100; i++) {
      FindCoordinatorResponse response =
          one.ask(new FindCoordinatorRequest().key(GROUP), 3, FindCoordinatorResponse.class);
      if (response.errorCode() == ErrorCode.NONE.id()) {
        return;
      }
      one.scheduler.pass(100);
    }
    throw new AssertionError("no coordinator within 10 s of virtual time");
  }
}
