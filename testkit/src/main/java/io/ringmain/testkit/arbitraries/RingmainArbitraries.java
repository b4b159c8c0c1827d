package io.ringmain.testkit.arbitraries;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.testkit.faults.FaultCatalog;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Arbitraries of what brokers, storages and clients are given, one method each. */
public final class RingmainArbitraries {
  private static final int SMALL_BYTES = 32;
  private static final int LARGE_BYTES = 100_000;
  private static final int FEW_RECORDS = 8;
  private static final int MANY_RECORDS = 2_000;
  private static final int MOST_TOPIC_CHARACTERS = 249;

  /** Some time in 2100. */
  private static final long LATEST_TIMESTAMP = 4_102_444_800_000L;

  private RingmainArbitraries() {}

  /** Keys: mostly a few, so that they repeat, else any bytes; the empty one among them. */
  public static Arbitrary<Bytes> keys() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 9).map(number -> Bytes.of("k" + number)), smallBytes());
  }

  private static Arbitrary<Bytes> smallBytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(SMALL_BYTES).map(Bytes::of);
  }

  /** One byte repeated, so that only the size is left to be shrunk. */
  private static Arbitrary<Bytes> largeBytes() {
    return Arbitraries.integers()
        .between(SMALL_BYTES, LARGE_BYTES)
        .map(size -> {
          byte[] content = new byte[size];
          Arrays.fill(content, (byte) size.intValue());
          return Bytes.of(content);
        });
  }

  private static Arbitrary<Bytes> values() {
    return Arbitraries.frequencyOf(Tuple.of(30, smallBytes()), Tuple.of(1, largeBytes()));
  }

  /** Keys with the number of partitions that they are spread over. */
  public static Arbitrary<KeyedPartition> keyedPartitions() {
    return Combinators.combine(keys(), Arbitraries.integers().between(1, 1_000))
        .as(KeyedPartition::new);
  }

  /** Headers of records; the same key may come twice in one record. */
  public static Arbitrary<HeaderContent> headers() {
    Arbitrary<String> keys = Arbitraries.strings().alpha().ofMaxLength(8);
    return Combinators.combine(keys, smallBytes().optional()).as(HeaderContent::new);
  }

  /** Records, with and without key, value, timestamp and headers; some are large. */
  public static Arbitrary<RecordContent> records() {
    return Combinators.combine(
            Arbitraries.longs().between(-1, LATEST_TIMESTAMP),
            keys().optional(),
            values().optional(),
            headers().list().ofMaxSize(3))
        .as(RecordContent::new);
  }

  /** Producer ids, epochs and sequences, up to the largest of each. */
  public static Arbitrary<ProducerFields> producerFields() {
    return Combinators.combine(
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.shorts().greaterOrEqual((short) 0),
            Arbitraries.integers().greaterOrEqual(0))
        .as(ProducerFields::new);
  }

  /** Record batches with any codec that is built in; mostly a few records, sometimes many. */
  public static Arbitrary<BatchContent> batches() {
    Arbitrary<List<RecordContent>> some =
        Arbitraries.frequencyOf(
            Tuple.of(30, records().list().ofMinSize(1).ofMaxSize(FEW_RECORDS)),
            Tuple.of(1, records().map(RingmainArbitraries::many)));
    return Combinators.combine(codecs(), producerFields().optional(), some).as(BatchContent::new);
  }

  private static List<RecordContent> many(RecordContent content) {
    boolean large = content.value().map(Bytes::size).orElse(0) > SMALL_BYTES;
    return Collections.nCopies(large ? 2 : MANY_RECORDS, content);
  }

  private static Arbitrary<CompressionType> codecs() {
    CompressionCodecs builtIn = CompressionCodecs.builtIn();
    return Arbitraries.of(
        Arrays.stream(CompressionType.values())
            .filter(type -> type == CompressionType.NONE || builtIn.has(type))
            .toList());
  }

  /** Every name that Kafka allows: letters, digits, dot, underscore, hyphen. */
  public static Arbitrary<TopicName> topicNames() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .numeric()
        .withChars("._-")
        .ofMinLength(1)
        .ofMaxLength(MOST_TOPIC_CHARACTERS)
        .filter(text -> !text.equals(".") && !text.equals(".."))
        .map(TopicName::new);
  }

  /** Names that Kafka refuses: empty, dots alone, too long, or with another character. */
  public static Arbitrary<IllegalTopicName> illegalTopicNames() {
    Arbitrary<String> tooLong =
        Arbitraries.strings()
            .alpha()
            .ofMinLength(MOST_TOPIC_CHARACTERS + 1)
            .ofMaxLength(MOST_TOPIC_CHARACTERS + 100);
    Arbitrary<String> strange =
        Combinators.combine(
                Arbitraries.strings().alpha().ofMaxLength(8),
                Arbitraries.of(' ', '/', '\\', ':', '*', '"', '\0', '\n', ',', 'é', '…'),
                Arbitraries.strings().alpha().ofMaxLength(8))
            .as((before, character, after) -> before + character + after);
    return Arbitraries.oneOf(Arbitraries.of("", ".", ".."), tooLong, strange)
        .map(IllegalTopicName::new);
  }

  /** Settings of a topic. */
  public static Arbitrary<TopicSettings> topicSettings() {
    return SettingsArbitrary.topic().map(TopicSettings::new);
  }

  /** Settings of a broker. */
  public static Arbitrary<BrokerSettings> brokerSettings() {
    return SettingsArbitrary.broker().map(BrokerSettings::new);
  }

  /** Workloads of clients. */
  public static Arbitrary<ClientWorkload> clientWorkloads() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.of(1 << 20, 1 << 14, 1 << 12),
            workloadProducers().list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.integers().between(0, 2),
            workloadSteps().list().ofMaxSize(10),
            Arbitraries.longs().greaterOrEqual(0))
        .as(ClientWorkload::new);
  }

  private static Arbitrary<WorkloadProducer> workloadProducers() {
    Arbitrary<Boolean> idempotent = Arbitraries.of(false, true);
    return Combinators.combine(
            Arbitraries.of((short) -1, (short) 1, (short) 0),
            idempotent,
            Arbitraries.integers().between(5, 100),
            Arbitraries.integers().between(1, 10),
            Arbitraries.integers().between(Long.BYTES, 500))
        .as((acks, withId, intervalMs, mostRecords, valueBytes) ->
            new WorkloadProducer(
                withId ? (short) -1 : acks, withId, intervalMs, mostRecords, valueBytes));
  }

  private static Arbitrary<WorkloadStep> workloadSteps() {
    Arbitrary<WorkloadStep> work =
        Arbitraries.integers().between(1, 1_000).map(WorkloadStep.Work::new);
    Arbitrary<WorkloadStep> deletion =
        Combinators.combine(
                Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 100))
            .as(WorkloadStep.DeleteRecords::new);
    Arbitrary<WorkloadStep> restart = Arbitraries.create(WorkloadStep.Restart::new);
    return Arbitraries.frequencyOf(Tuple.of(3, work), Tuple.of(1, deletion), Tuple.of(1, restart));
  }

  /** Schedules of faults of any kind, for a simulation of a minute. */
  public static Arbitrary<PlannedFaults> plannedFaults() {
    return plannedFaults("all", 60_000);
  }

  /**
   * Schedules of faults.
   *
   * @param kinds as {@link FaultCatalog#named} takes them
   * @param withinMs when the last of them begins at the latest
   */
  public static Arbitrary<PlannedFaults> plannedFaults(String kinds, int withinMs) {
    return ClusterArbitrary.faults(FaultCatalog.named(kinds), withinMs);
  }

  /** Histories of the leaders and in-sync replicas of a partition. */
  public static Arbitrary<ReplicaHistory> replicaHistories() {
    return ClusterArbitrary.replicas();
  }
}
