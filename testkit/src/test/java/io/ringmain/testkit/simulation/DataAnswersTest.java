package io.ringmain.testkit.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.InitProducerIdRequest;
import io.ringmain.protocol.message.InitProducerIdResponse;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.protocol.message.OffsetForLeaderEpochRequest;
import io.ringmain.protocol.message.OffsetForLeaderEpochResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the APIs of the data path answer to questions out of the ordinary: as Kafka 4.4 does. */
class DataAnswersTest {
  private static final String TOPIC = "orders";

  @TempDir private Path directory;
  private OneBroker one;

  @BeforeEach
  void start() {
    one = new OneBroker(1, directory);
    one.start();
    CreateTopicsRequest.CreatableTopic topic =
        new CreateTopicsRequest.CreatableTopic()
            .name(TOPIC)
            .numPartitions(1)
            .replicationFactor((short) 1);
    one.ask(
        new CreateTopicsRequest().topics(List.of(topic)).timeoutMs(10_000),
        7,
        CreateTopicsResponse.class);
    assertEquals(ErrorCode.NONE.id(), produce(batch(), 12).errorCode());
  }

  @AfterEach
  void stop() {
    one.stop();
  }

  private ByteBuffer batch() {
    return new RecordBatchBuilder()
        .begin(0)
        .append(one.scheduler.wallMs(), "key".getBytes(UTF_8), "value".getBytes(UTF_8))
        .build();
  }

  private ProduceResponse.PartitionProduceResponse produce(ByteBuffer batch, int version) {
    ProduceRequest.TopicProduceData topic =
        new ProduceRequest.TopicProduceData()
            .name(TOPIC)
            .partitionData(
                List.of(
                    new ProduceRequest.PartitionProduceData().records(new BufferRecords(batch))));
    ProduceResponse response =
        one.ask(
            new ProduceRequest().acks((short) -1).timeoutMs(5_000).topicData(List.of(topic)),
            version,
            ProduceResponse.class);
    return response.responses().getFirst().partitionResponses().getFirst();
  }

  private FetchResponse.PartitionData fetch(
      int isolationLevel, Consumer<FetchRequest.FetchPartition> change) {
    FetchRequest.FetchPartition partition =
        new FetchRequest.FetchPartition().partitionMaxBytes(1 << 20);
    change.accept(partition);
    FetchResponse response =
        one.ask(
            new FetchRequest()
                .maxBytes(1 << 20)
                .sessionEpoch(-1)
                .isolationLevel((byte) isolationLevel)
                .topics(
                    List.of(
                        new FetchRequest.FetchTopic().topic(TOPIC).partitions(List.of(partition)))),
            12,
            FetchResponse.class);
    return response.responses().getFirst().partitions().getFirst();
  }

  @Test
  void abortedTransactionsAreListedForReadCommittedOnly() {
    assertNull(fetch(0, partition -> {}).abortedTransactions());
    assertEquals(List.of(), fetch(1, partition -> {}).abortedTransactions());
  }

  @Test
  void outOfRangeTellsNoOffsets() {
    FetchResponse.PartitionData answer = fetch(0, partition -> partition.fetchOffset(99));
    assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), answer.errorCode());
    assertEquals(-1, answer.highWatermark());
    assertEquals(-1, answer.lastStableOffset());
    assertEquals(-1, answer.logStartOffset());
  }

  @Test
  void leaderEpochOfAnotherLogIsOutOfRange() {
    FetchResponse.PartitionData answer = fetch(0, partition -> partition.lastFetchedEpoch(7));
    assertEquals(ErrorCode.OFFSET_OUT_OF_RANGE.id(), answer.errorCode());
  }

  @Test
  void offsetBeyondItsLeaderEpochDiverges() {
    FetchResponse.PartitionData answer =
        fetch(0, partition -> partition.fetchOffset(9).lastFetchedEpoch(0));
    assertEquals(ErrorCode.NONE.id(), answer.errorCode());
    assertEquals(1, answer.divergingEpoch().endOffset());
  }

  @Test
  void endOfAnUnknownLeaderEpochIsUnknown() {
    assertEquals(1, endOf(0).endOffset());
    assertEquals(-1, endOf(5).endOffset());
    assertEquals(-1, endOf(5).leaderEpoch());
  }

  private OffsetForLeaderEpochResponse.EpochEndOffset endOf(int leaderEpoch) {
    OffsetForLeaderEpochRequest.OffsetForLeaderTopic topic =
        new OffsetForLeaderEpochRequest.OffsetForLeaderTopic()
            .topic(TOPIC)
            .partitions(
                List.of(
                    new OffsetForLeaderEpochRequest.OffsetForLeaderPartition()
                        .leaderEpoch(leaderEpoch)
                        .currentLeaderEpoch(-1)));
    OffsetForLeaderEpochResponse response =
        one.ask(
            new OffsetForLeaderEpochRequest().replicaId(-1).topics(List.of(topic)),
            4,
            OffsetForLeaderEpochResponse.class);
    return response.topics().getFirst().partitions().getFirst();
  }

  @Test
  void timesBelowZeroHaveAMeaningFromTheirFirstVersionOn() {
    int[][] firstVersions = {{-1, 1}, {-2, 1}, {-3, 7}, {-4, 8}, {-5, 9}, {-6, 11}};
    for (int[] known : firstVersions) {
      assertEquals(ErrorCode.NONE.id(), offsetsError(known[0], known[1]));
      if (known[1] > 1) {
        assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetsError(known[0], known[1] - 1));
      }
    }
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), offsetsError(-7, 11));
  }

  private short offsetsError(long timestamp, int version) {
    ListOffsetsRequest.ListOffsetsTopic topic =
        new ListOffsetsRequest.ListOffsetsTopic()
            .name(TOPIC)
            .partitions(
                List.of(new ListOffsetsRequest.ListOffsetsPartition().timestamp(timestamp)));
    ListOffsetsResponse response =
        one.ask(
            new ListOffsetsRequest().replicaId(-1).topics(List.of(topic)),
            version,
            ListOffsetsResponse.class);
    return response.topics().getFirst().partitions().getFirst().errorCode();
  }

  @Test
  void zstdIsRefusedBeforeVersion7() {
    ByteBuffer zstd = batch();
    // What the payload holds is not looked at: no codec is needed to move batches.
    zstd.putShort(zstd.position() + 21, (short) CompressionType.ZSTD.id());
    seal(zstd);
    assertEquals(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE.id(), produce(zstd, 6).errorCode());
    assertEquals(ErrorCode.NONE.id(), produce(zstd, 7).errorCode());
  }

  private static void seal(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(batch.position() + 21, batch.remaining() - 21));
    batch.putInt(batch.position() + 17, (int) crc.getValue());
  }

  @Test
  void producerIdAndEpochComeTogether() {
    InitProducerIdRequest request = new InitProducerIdRequest().transactionalId(null);
    assertEquals(ErrorCode.NONE.id(), initError(request));
    assertEquals(ErrorCode.INVALID_REQUEST.id(), initError(request.producerId(5)));
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(), initError(request.producerId(-1).producerEpoch((short) 0)));
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(), initError(new InitProducerIdRequest().transactionalId("")));
  }

  private short initError(InitProducerIdRequest request) {
    return one.ask(request, 4, InitProducerIdResponse.class).errorCode();
  }
}
