package io.ringmain.testkit.arbitraries;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * The words of a broker as parameter types: with {@code @Domain(RingmainDomain.class)} on a
 * property or its class, {@code @ForAll BatchContent batch} needs no provider.
 *
 * <p>A domain replaces jqwik's own types; {@code @Domain(DomainContext.Global.class)} beside it
 * brings them back. jqwik calls the methods, by reflection.
 */
public final class RingmainDomain extends DomainContextBase {
  /** For jqwik. */
  public RingmainDomain() {}

  @Provide
  Arbitrary<Bytes> keys() {
    return RingmainArbitraries.keys();
  }

  @Provide
  Arbitrary<KeyedPartition> keyedPartitions() {
    return RingmainArbitraries.keyedPartitions();
  }

  @Provide
  Arbitrary<HeaderContent> headers() {
    return RingmainArbitraries.headers();
  }

  @Provide
  Arbitrary<RecordContent> records() {
    return RingmainArbitraries.records();
  }

  @Provide
  Arbitrary<ProducerFields> producerFields() {
    return RingmainArbitraries.producerFields();
  }

  @Provide
  Arbitrary<BatchContent> batches() {
    return RingmainArbitraries.batches();
  }

  @Provide
  Arbitrary<TopicName> topicNames() {
    return RingmainArbitraries.topicNames();
  }

  @Provide
  Arbitrary<IllegalTopicName> illegalTopicNames() {
    return RingmainArbitraries.illegalTopicNames();
  }

  @Provide
  Arbitrary<TopicSettings> topicSettings() {
    return RingmainArbitraries.topicSettings();
  }

  @Provide
  Arbitrary<BrokerSettings> brokerSettings() {
    return RingmainArbitraries.brokerSettings();
  }

  @Provide
  Arbitrary<ClientWorkload> clientWorkloads() {
    return RingmainArbitraries.clientWorkloads();
  }

  @Provide
  Arbitrary<PlannedFaults> plannedFaults() {
    return RingmainArbitraries.plannedFaults();
  }

  @Provide
  Arbitrary<ReplicaHistory> replicaHistories() {
    return RingmainArbitraries.replicaHistories();
  }
}
