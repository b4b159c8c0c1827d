package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.fetch.FetchSessions;
import io.ringmain.kernel.fetch.OffsetLookup;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.producer.ProducerIds;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.message.DeleteRecordsRequest;
import io.ringmain.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.ringmain.protocol.message.DeleteRecordsResponse;
import io.ringmain.protocol.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.InitProducerIdRequest;
import io.ringmain.protocol.message.InitProducerIdResponse;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.ringmain.protocol.message.OffsetForLeaderEpochRequest;
import io.ringmain.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.ringmain.protocol.message.OffsetForLeaderEpochResponse;
import io.ringmain.protocol.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.message.ProduceResponse.PartitionProduceResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handlers of the data path on partitions of stub logs. What is odd here is odd in Kafka. */
class DataApisTest {
  private static final short ALL = -1;

  private final StubHost host = new StubHost();
  private final PartitionLookup partitions = new PartitionLookup(host.replicas, host::image);
  private final CompressionCodecs codecs = CompressionCodecs.load();
  private UUID topicId;

  @BeforeEach
  void create() {
    topicId = host.createTopic("t", 2);
  }

  private <Q extends ApiMessage, R extends ApiMessage> R ask(
      RequestHandler<Q> handler, Q request, int version, Class<R> answer) {
    RecordedRequest context = RecordedRequest.of(version);
    handler.handle(context, request);
    host.threads.settle();
    return context.answer(answer);
  }

  // Produce

  private ProduceHandler produceHandler() {
    return new ProduceHandler(
        host.replicas, host::image, host.environment.clock(), codecs, host.metrics);
  }

  private static ProduceRequest produce(String topic, int partition, ByteBuffer records) {
    return new ProduceRequest()
        .acks(ALL)
        .timeoutMs(1000)
        .topicData(
            List.of(
                new ProduceRequest.TopicProduceData()
                    .name(topic)
                    .partitionData(
                        List.of(
                            new ProduceRequest.PartitionProduceData()
                                .index(partition)
                                .records(new BufferRecords(records))))));
  }

  private PartitionProduceResponse produced(ProduceRequest request, int version) {
    return ask(produceHandler(), request, version, ProduceResponse.class)
        .responses()
        .getFirst()
        .partitionResponses()
        .getFirst();
  }

  private PartitionProduceResponse produced(ProduceRequest request) {
    return produced(request, 12);
  }

  /** Batches whose header alone says what they are compressed with. */
  private static ByteBuffer withAttributes(int attributes) {
    ByteBuffer batch = Batches.of(7, 0, 0, 1);
    batch.putShort(21, (short) attributes);
    Batches.view(batch).updateCrc();
    return batch;
  }

  @Test
  void appendsAndTellsTheOffset() {
    assertEquals(0, produced(produce("t", 0, Batches.plain(3))).baseOffset());
    PartitionProduceResponse second = produced(produce("t", 0, Batches.plain(2)));
    assertEquals(3, second.baseOffset());
    assertEquals(0, second.logStartOffset());
    assertEquals(5, host.storage.log("t", 0).logEndOffset());
  }

  @Test
  void countsTheBytesThatCame() {
    ByteBuffer batch = Batches.plain(3);
    int sizeBytes = batch.remaining();
    produced(produce("t", 0, batch));
    assertEquals(sizeBytes, host.counted(Metric.BYTES_IN));
  }

  @Test
  void answersARepeatedBatchAsTheFirstTime() {
    produced(produce("t", 0, Batches.of(7, 0, 0, 2)));
    PartitionProduceResponse again = produced(produce("t", 0, Batches.of(7, 0, 0, 2)));
    assertEquals(0, again.baseOffset());
    assertEquals(Batches.TIMESTAMP + 1, again.logAppendTimeMs());
    assertEquals(2, host.storage.log("t", 0).logEndOffset());
  }

  @Test
  void aSequenceGapIsAnErrorThatTellsTheLogStart() {
    produced(produce("t", 0, Batches.of(7, 0, 0, 2)));
    PartitionProduceResponse gap = produced(produce("t", 0, Batches.of(7, 0, 9, 2)));
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER.id(), gap.errorCode());
    assertEquals(-1, gap.baseOffset());
    assertEquals(0, gap.logStartOffset());
  }

  @Test
  void recordsThatTheLogRefusesTellTheLogStart() {
    ByteBuffer notFromZero = Batches.plain(1);
    Batches.view(notFromZero).baseOffset(5);
    PartitionProduceResponse refused = produced(produce("t", 0, notFromZero));
    assertEquals(ErrorCode.INVALID_RECORD.id(), refused.errorCode());
    assertEquals(0, refused.logStartOffset());
  }

  @Test
  void recordsThatNeverReachTheLogDoNotTellItsStart() {
    PartitionProduceResponse nothing = produced(produce("t", 0, ByteBuffer.allocate(0)));
    assertEquals(ErrorCode.INVALID_RECORD.id(), nothing.errorCode());
    assertEquals(-1, nothing.logStartOffset());
    ByteBuffer damaged = Batches.plain(1);
    damaged.put(damaged.limit() - 1, (byte) 77);
    PartitionProduceResponse corrupt = produced(produce("t", 0, damaged));
    assertEquals(ErrorCode.CORRUPT_MESSAGE.id(), corrupt.errorCode());
    assertEquals(-1, corrupt.logStartOffset());
  }

  @Test
  void refusesAcksThatThereAreNot() {
    PartitionProduceResponse refused = produced(produce("t", 0, Batches.plain(1)).acks((short) 2));
    assertEquals(ErrorCode.INVALID_REQUIRED_ACKS.id(), refused.errorCode());
  }

  @Test
  void saysWhereNothingCanBeWritten() {
    host.createTopic("__consumer_offsets", 1);
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(),
        produced(produce("t", 9, Batches.plain(1))).errorCode());
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(),
        produced(produce("none", 0, Batches.plain(1))).errorCode());
    assertEquals(
        ErrorCode.INVALID_TOPIC_EXCEPTION.id(),
        produced(produce("__consumer_offsets", 0, Batches.plain(1))).errorCode());
  }

  @Test
  void findsTopicsByTheirIds() {
    ProduceRequest request = produce("", 1, Batches.plain(1));
    request.topicData().getFirst().topicId(topicId);
    assertEquals(ErrorCode.NONE.id(), produced(request, 13).errorCode());
    request.topicData().getFirst().topicId(new UUID(9, 9));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID.id(), produced(request, 13).errorCode());
  }

  @Test
  void refusesTransactionalRecordsWithoutATransactionalId() {
    assertEquals(
        ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.id(),
        produced(produce("t", 0, withAttributes(16))).errorCode());
  }

  @Test
  void aTransactionalProducerMayWriteOtherRecords() {
    assertEquals(
        ErrorCode.NONE.id(),
        produced(produce("t", 0, Batches.plain(1)).transactionalId("mine")).errorCode());
  }

  @Test
  void acksZeroGetsNoResponseAndAClosedConnectionWhenRefused() {
    RecordedRequest fine = RecordedRequest.of(12);
    produceHandler().handle(fine, produce("t", 0, Batches.plain(1)).acks((short) 0));
    host.threads.settle();
    assertTrue(fine.hasEndedSilently());
    assertFalse(fine.isClosed());
    RecordedRequest refused = RecordedRequest.of(12);
    produceHandler().handle(refused, produce("t", 9, Batches.plain(1)).acks((short) 0));
    host.threads.settle();
    assertTrue(refused.hasEndedSilently());
    assertTrue(refused.isClosed());
  }

  @Test
  void leavesOutTopicsWithoutPartitions() {
    ProduceRequest request = produce("t", 0, Batches.plain(1));
    request.topicData().getFirst().partitionData(List.of());
    assertEquals(List.of(), ask(produceHandler(), request, 12, ProduceResponse.class).responses());
  }

  // ListOffsets

  private ListOffsetsPartitionResponse offsetAt(long timestamp, int version) {
    return offsets(version, new ListOffsetsPartition().timestamp(timestamp)).getFirst();
  }

  private List<ListOffsetsPartitionResponse> offsets(int version, ListOffsetsPartition... asked) {
    for (ListOffsetsPartition each : asked) {
      each.currentLeaderEpoch(-1);
    }
    return ask(
            new ListOffsetsHandler(partitions, new OffsetLookup(codecs)),
            new ListOffsetsRequest()
                .replicaId(-1)
                .topics(
                    List.of(
                        new ListOffsetsRequest.ListOffsetsTopic()
                            .name("t")
                            .partitions(List.of(asked)))),
            version,
            ListOffsetsResponse.class)
        .topics()
        .getFirst()
        .partitions();
  }

  @Test
  void tellsTheEndsAndWhatATimeBelongsTo() {
    host.append("t", 0, Batches.at(1000, 3));
    assertEquals(3, offsetAt(-1, 10).offset());
    assertEquals(0, offsetAt(-2, 10).offset());
    assertEquals(2, offsetAt(-3, 10).offset());
    assertEquals(1, offsetAt(1001, 10).offset());
    assertEquals(-1, offsetAt(1003, 10).offset());
  }

  @Test
  void refusesTimestampsThatTheVersionDoesNotKnow() {
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetAt(-3, 6).errorCode());
    assertEquals(ErrorCode.NONE.id(), offsetAt(-3, 7).errorCode());
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetAt(-4, 7).errorCode());
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetAt(-5, 8).errorCode());
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetAt(-6, 10).errorCode());
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetAt(-7, 10).errorCode());
  }

  @Test
  void refusesAPartitionNamedTwiceOnce() {
    List<ListOffsetsPartitionResponse> answers =
        offsets(
            10,
            new ListOffsetsPartition().timestamp(-1),
            new ListOffsetsPartition().timestamp(-2),
            new ListOffsetsPartition().partitionIndex(1).timestamp(-1));
    assertEquals(
        List.of(ErrorCode.INVALID_REQUEST.id(), ErrorCode.NONE.id()),
        answers.stream().map(ListOffsetsPartitionResponse::errorCode).toList());
  }

  // DeleteRecords

  private DeleteRecordsPartitionResult deleted(String topic, DeleteRecordsPartition... asked) {
    List<DeleteRecordsPartitionResult> answers =
        ask(
                new DeleteRecordsHandler(partitions, host.replicas, host.environment.timer()),
                new DeleteRecordsRequest()
                    .topics(
                        List.of(
                            new DeleteRecordsRequest.DeleteRecordsTopic()
                                .name(topic)
                                .partitions(List.of(asked)))),
                2,
                DeleteRecordsResponse.class)
            .topics()
            .getFirst()
            .partitions();
    assertEquals(1, answers.size());
    return answers.getFirst();
  }

  private static DeleteRecordsPartition below(long offset) {
    return new DeleteRecordsPartition().offset(offset);
  }

  @Test
  void movesTheLogStartUpToTheHighWatermarkAndNoFurther() {
    host.append("t", 0, Batches.plain(5));
    assertEquals(2, deleted("t", below(2)).lowWatermark());
    assertEquals(2, deleted("t", below(1)).lowWatermark());
    assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), deleted("t", below(6)).errorCode());
    assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), deleted("t", below(-2)).errorCode());
    assertEquals(5, deleted("t", below(-1)).lowWatermark());
  }

  @Test
  void takesTheLastOfTwoOffsetsForAPartition() {
    host.append("t", 0, Batches.plain(5));
    assertEquals(2, deleted("t", below(3), below(2)).lowWatermark());
  }

  @Test
  void keepsTheRecordsOfInternalTopics() {
    host.createTopic("__consumer_offsets", 1);
    assertEquals(
        ErrorCode.INVALID_TOPIC_EXCEPTION.id(),
        deleted("__consumer_offsets", below(0)).errorCode());
  }

  // OffsetForLeaderEpoch

  private EpochEndOffset endOf(int leaderEpoch, int currentLeaderEpoch) {
    return ask(
            new OffsetForLeaderEpochHandler(partitions),
            new OffsetForLeaderEpochRequest()
                .topics(
                    List.of(
                        new OffsetForLeaderEpochRequest.OffsetForLeaderTopic()
                            .topic("t")
                            .partitions(
                                List.of(
                                    new OffsetForLeaderPartition()
                                        .currentLeaderEpoch(currentLeaderEpoch)
                                        .leaderEpoch(leaderEpoch))))),
            4,
            OffsetForLeaderEpochResponse.class)
        .topics()
        .getFirst()
        .partitions()
        .getFirst();
  }

  @Test
  void tellsTheEndOfKnownLeaderEpochsOnly() {
    host.append("t", 0, Batches.plain(5));
    assertEquals(5, endOf(0, -1).endOffset());
    assertEquals(-1, endOf(3, -1).endOffset());
    assertEquals(-1, endOf(3, -1).leaderEpoch());
    assertEquals(ErrorCode.UNKNOWN_LEADER_EPOCH.id(), endOf(0, 9).errorCode());
    assertEquals(ErrorCode.FENCED_LEADER_EPOCH.id(), endOf(0, -5).errorCode());
  }

  // InitProducerId

  private InitProducerIdResponse producerId(InitProducerIdRequest request) {
    ProducerIds ids =
        new ProducerIds(() -> CompletableFuture.completedFuture(new ProducerIds.Block(40, 50)));
    return ask(new InitProducerIdHandler(ids), request, 5, InitProducerIdResponse.class);
  }

  private static InitProducerIdRequest init(long producerId, int producerEpoch) {
    return new InitProducerIdRequest()
        .transactionalId(null)
        .producerId(producerId)
        .producerEpoch((short) producerEpoch);
  }

  @Test
  void givesOutProducerIds() {
    assertEquals(40, producerId(init(-1, -1)).producerId());
    assertEquals(0, producerId(init(-1, -1)).producerEpoch());
    assertEquals(ErrorCode.NONE.id(), producerId(init(5, 0)).errorCode());
  }

  @Test
  void refusesHalfAProducerAndAnEmptyTransactionalId() {
    assertEquals(ErrorCode.INVALID_REQUEST.id(), producerId(init(5, -1)).errorCode());
    assertEquals(ErrorCode.INVALID_REQUEST.id(), producerId(init(-1, 3)).errorCode());
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(), producerId(init(-1, -1).transactionalId("")).errorCode());
  }

  // Fetch

  private RecordedRequest fetch(FetchRequest request, int version) {
    FetchHandler handler =
        new FetchHandler(
            host.replicas,
            new FetchSessions(10, new Random(1)),
            host::image,
            host.environment,
            1 << 20,
            host.metrics);
    RecordedRequest context = RecordedRequest.of(version);
    handler.handle(context, request);
    host.threads.settle();
    return context;
  }

  private static FetchRequest fromStart() {
    return new FetchRequest()
        .replicaId(-1)
        .minBytes(1)
        .maxBytes(1 << 20)
        .maxWaitMs(500)
        .sessionEpoch(-1)
        .topics(
            List.of(
                new FetchRequest.FetchTopic()
                    .topic("t")
                    .partitions(
                        List.of(
                            new FetchRequest.FetchPartition()
                                .currentLeaderEpoch(-1)
                                .lastFetchedEpoch(-1)
                                .partitionMaxBytes(1 << 20)))));
  }

  private static int bytesIn(RecordedRequest answered) {
    return answered
        .answer(FetchResponse.class)
        .responses()
        .getFirst()
        .partitions()
        .getFirst()
        .records()
        .sizeBytes();
  }

  @Test
  void aFetchWaitsForDataAndGetsIt() {
    RecordedRequest fetch = fetch(fromStart(), 12);
    assertFalse(fetch.isAnswered());
    host.append("t", 0, Batches.plain(2));
    assertEquals(Batches.plain(2).remaining(), bytesIn(fetch));
  }

  @Test
  void aFetchWaitsNoLongerThanItMay() {
    RecordedRequest fetch = fetch(fromStart(), 12);
    host.threads.pass(499);
    assertFalse(fetch.isAnswered());
    host.threads.pass(2);
    assertEquals(0, bytesIn(fetch));
  }

  @Test
  void aFetchWhoseClientHasGoneEnds() {
    RecordedRequest fetch = fetch(fromStart(), 12);
    fetch.abandon();
    assertTrue(fetch.isAnswered());
    host.append("t", 0, Batches.plain(2));
    assertEquals(0, host.storage.log("t", 0).openSlices());
  }

  @Test
  void aFetchIsToldWhenThePartitionHasAnotherLeader() {
    RecordedRequest fromLeader = fetch(fromStart(), 10);
    FetchRequest ofLeaderEpoch = fromStart();
    ofLeaderEpoch.topics().getFirst().partitions().getFirst().currentLeaderEpoch(0);
    RecordedRequest knowing = fetch(ofLeaderEpoch, 12);
    RecordedRequest fromAnyReplica = fetch(fromStart(), 12);
    host.changeLeader(topicId, 0, 2);
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER.id(), errorOf(fromLeader));
    assertEquals(ErrorCode.FENCED_LEADER_EPOCH.id(), errorOf(knowing));
    assertEquals(ErrorCode.NONE.id(), errorOf(fromAnyReplica)); // KIP-392: a follower serves too.
  }

  private static short errorOf(RecordedRequest fetch) {
    return fetch
        .answer(FetchResponse.class)
        .responses()
        .getFirst()
        .partitions()
        .getFirst()
        .errorCode();
  }

  private FetchResponse.PartitionData failedFetch(FetchRequest request, int version) {
    return fetch(request, version)
        .answer(FetchResponse.class)
        .responses()
        .getFirst()
        .partitions()
        .getFirst();
  }

  @Test
  void aFetchOfTheZeroTopicIdAsksForAnIdThatThereIsNot() {
    FetchRequest request = fromStart();
    request.topics().getFirst().topic("").topicId(new UUID(0, 0));
    FetchResponse.PartitionData byId = failedFetch(request, 13);
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID.id(), byId.errorCode());
    assertEquals(List.of(), byId.abortedTransactions());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(), failedFetch(request, 12).errorCode());
  }

  @Test
  void aFetchOutOfRangeHasNoListOfAbortedTransactions() {
    FetchRequest request = fromStart();
    request.topics().getFirst().partitions().getFirst().fetchOffset(9);
    FetchResponse.PartitionData answer = failedFetch(request, 12);
    assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), answer.errorCode());
    assertEquals(null, answer.abortedTransactions());
  }

  @Test
  void anIsolationLevelThatThereIsNotIsAnError() {
    FetchRequest request = fromStart().isolationLevel((byte) 2);
    FetchResponse old = fetch(request, 6).answer(FetchResponse.class);
    FetchResponse.PartitionData partition = old.responses().getFirst().partitions().getFirst();
    assertEquals(ErrorCode.UNKNOWN_SERVER_ERROR.id(), partition.errorCode());
    assertEquals(List.of(), partition.abortedTransactions());
    FetchResponse young = fetch(request, 13).answer(FetchResponse.class);
    assertEquals(ErrorCode.UNKNOWN_SERVER_ERROR.id(), young.errorCode());
    assertEquals(List.of(), young.responses());
  }
}
