package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.fetch.FetchSessions;
import io.ringmain.kernel.fetch.OffsetLookup;
import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.message.DeleteRecordsRequest;
import io.ringmain.protocol.message.DeleteRecordsResponse;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a leader answers to followers, and to producers and consumers because of them. */
class FollowerFetchTest {
  private static final int VERSION = 17;
  private static final int FOLLOWER = 2;

  private final StubHost host = new StubHost();
  private final CompressionCodecs codecs = CompressionCodecs.builtIn();
  private final UUID topicId = host.createReplicated("r", List.of(1, 2), List.of(1, 2));
  private final FetchHandler fetchHandler =
      new FetchHandler(
          host.replicas,
          new FetchSessions(10, new Random(1)),
          host::image,
          host.environment,
          Integer.MAX_VALUE,
          host.metrics);

  private long followerStart;

  private RecordedRequest produce(ByteBuffer batch) {
    ProduceRequest request =
        new ProduceRequest()
            .acks((short) -1)
            .timeoutMs(1_000)
            .topicData(
                List.of(
                    new ProduceRequest.TopicProduceData()
                        .name("r")
                        .partitionData(
                            List.of(
                                new ProduceRequest.PartitionProduceData()
                                    .index(0)
                                    .records(new BufferRecords(batch))))));
    RecordedRequest context = RecordedRequest.of(12);
    new ProduceHandler(host.replicas, host::image, host.environment.clock(), codecs, host.metrics)
        .handle(context, request);
    host.threads.settle();
    return context;
  }

  private RecordedRequest fetch(int broker, long offset, int lastFetchedEpoch) {
    FetchRequest request =
        new FetchRequest()
            .minBytes(1)
            .maxBytes(1 << 20)
            .maxWaitMs(500)
            .sessionEpoch(-1)
            .topics(
                List.of(
                    new FetchRequest.FetchTopic()
                        .topicId(topicId)
                        .partitions(
                            List.of(
                                new FetchRequest.FetchPartition()
                                    .fetchOffset(offset)
                                    .logStartOffset(followerStart)
                                    .currentLeaderEpoch(0)
                                    .lastFetchedEpoch(lastFetchedEpoch)
                                    .partitionMaxBytes(1 << 20)))));
    request.replicaState().replicaId(broker);
    RecordedRequest context = RecordedRequest.of(VERSION);
    fetchHandler.handle(context, request);
    host.threads.settle();
    return context;
  }

  private static FetchResponse.PartitionData only(RecordedRequest fetch) {
    return fetch.answer(FetchResponse.class).responses().getFirst().partitions().getFirst();
  }

  private static short errorOf(RecordedRequest produce) {
    return produce
        .answer(ProduceResponse.class)
        .responses()
        .getFirst()
        .partitionResponses()
        .getFirst()
        .errorCode();
  }

  @Test
  void acksAllWaitsUntilTheFollowerAsksForWhatFollows() {
    RecordedRequest produce = produce(Batches.plain(3));
    assertFalse(produce.isAnswered());
    assertTrue(produce.areBytesReleased(), "the memory it came in is needed by followers");
    FetchResponse.PartitionData fetched = only(fetch(FOLLOWER, 0, -1));
    assertEquals(0, fetched.highWatermark());
    assertTrue(fetched.records().sizeBytes() > 0, "not committed, but a follower gets it");
    assertFalse(produce.isAnswered());
    fetch(FOLLOWER, 3, 0);
    assertEquals(ErrorCode.NONE.id(), errorOf(produce));
    assertEquals(3, host.replicas.find("r", 0).highWatermark());
  }

  @Test
  void consumersReadOnlyWhatTheFollowerHas() {
    produce(Batches.plain(3));
    RecordedRequest consumer = fetch(-1, 0, -1);
    assertFalse(consumer.isAnswered());
    fetch(FOLLOWER, 3, 0);
    assertTrue(only(consumer).records().sizeBytes() > 0);
  }

  @Test
  void aParkedFollowerIsToldOfWhatIsAppended() {
    RecordedRequest follower = fetch(FOLLOWER, 0, -1);
    assertFalse(follower.isAnswered());
    produce(Batches.plain(1));
    assertTrue(only(follower).records().sizeBytes() > 0);
  }

  @Test
  void aParkedFollowerThatSendsAnotherRequestWaitsNoLonger() {
    RecordedRequest follower = fetch(FOLLOWER, 0, -1);
    RecordedRequest consumer = fetch(-1, 0, -1);
    follower.follow();
    consumer.follow();
    host.threads.settle();
    assertEquals(0, only(follower).records().sizeBytes());
    assertFalse(consumer.isAnswered(), "those who pipeline fetches wait as with Kafka");
    produce(Batches.plain(1));
    assertEquals(0, only(follower).records().sizeBytes());
  }

  @Test
  void aFollowerOfAnotherCourseIsToldWhereTheyPart() {
    produce(Batches.plain(3));
    FetchResponse.PartitionData answer = only(fetch(FOLLOWER, 5, 0));
    assertEquals(0, answer.divergingEpoch().epoch());
    assertEquals(3, answer.divergingEpoch().endOffset());
    assertEquals(0, host.replicas.find("r", 0).highWatermark(), "that fetch says nothing of ours");
  }

  @Test
  void whoAsksTheWrongBrokerIsToldTheRightOne() {
    host.register(2, "CLIENT", "a");
    host.changeLeader(topicId, 0, 2);
    ProduceResponse produced = produce(Batches.plain(1)).answer(ProduceResponse.class);
    ProduceResponse.PartitionProduceResponse refused =
        produced.responses().getFirst().partitionResponses().getFirst();
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER.id(), refused.errorCode());
    assertEquals(2, refused.currentLeader().leaderId());
    assertEquals(1, refused.currentLeader().leaderEpoch());
    assertEquals("host-2", produced.nodeEndpoints().getFirst().host());
    FetchResponse fetched = fetch(-1, 0, -1).answer(FetchResponse.class);
    FetchResponse.PartitionData fenced = fetched.responses().getFirst().partitions().getFirst();
    assertEquals(ErrorCode.FENCED_LEADER_EPOCH.id(), fenced.errorCode());
    assertEquals(2, fenced.currentLeader().leaderId());
    assertEquals(9092, fetched.nodeEndpoints().getFirst().port());
  }

  @Test
  void whoHasNoReplicaIsNoFollower() {
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER.id(), only(fetch(3, 0, -1)).errorCode());
  }

  @Test
  void theLatestOffsetOfAFollowerIsTheLogEnd() {
    produce(Batches.plain(3));
    assertEquals(3, latest(FOLLOWER).offset());
    assertEquals(0, latest(-1).offset());
  }

  private ListOffsetsResponse.ListOffsetsPartitionResponse latest(int replicaId) {
    ListOffsetsRequest request =
        new ListOffsetsRequest()
            .replicaId(replicaId)
            .topics(
                List.of(
                    new ListOffsetsRequest.ListOffsetsTopic()
                        .name("r")
                        .partitions(
                            List.of(
                                new ListOffsetsRequest.ListOffsetsPartition()
                                    .currentLeaderEpoch(-1)
                                    .timestamp(-1)))));
    RecordedRequest context = RecordedRequest.of(7);
    new ListOffsetsHandler(
            new PartitionLookup(host.replicas, host::image), new OffsetLookup(codecs))
        .handle(context, request);
    return context.answer(ListOffsetsResponse.class).topics().getFirst().partitions().getFirst();
  }

  @Test
  void deletedRecordsAreGoneWhenTheFollowerHasDeletedThemToo() {
    host.register(2, "CLIENT", "a");
    produce(Batches.plain(3));
    fetch(FOLLOWER, 3, 0);
    RecordedRequest parked = fetch(FOLLOWER, 3, 0);
    DeleteRecordsRequest request =
        new DeleteRecordsRequest()
            .timeoutMs(1_000)
            .topics(
                List.of(
                    new DeleteRecordsRequest.DeleteRecordsTopic()
                        .name("r")
                        .partitions(
                            List.of(
                                new DeleteRecordsRequest.DeleteRecordsPartition()
                                    .partitionIndex(0)
                                    .offset(3)))));
    RecordedRequest deletion = RecordedRequest.of(2);
    new DeleteRecordsHandler(
            new PartitionLookup(host.replicas, host::image),
            host.replicas,
            host.environment.timer())
        .handle(deletion, request);
    host.threads.settle();
    assertEquals(3, only(parked).logStartOffset(), "the follower hears of it at once");
    assertFalse(deletion.isAnswered());
    followerStart = 3;
    fetch(FOLLOWER, 3, 0);
    assertEquals(
        3,
        deletion
            .answer(DeleteRecordsResponse.class)
            .topics()
            .getFirst()
            .partitions()
            .getFirst()
            .lowWatermark());
  }

  @Test
  void offsetsAreNotTheirsToKnowWhoWasJustElected() {
    produce(Batches.plain(3));
    host.changeLeader(topicId, 0, 1); // Anew: in leader epoch 1, which begins at offset 3.
    assertEquals(ErrorCode.OFFSET_NOT_AVAILABLE.id(), latest(-1).errorCode());
    assertEquals(ErrorCode.NONE.id(), latest(FOLLOWER).errorCode());
  }
}
