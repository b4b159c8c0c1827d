package io.ringmain.kernel.controller;

import io.ringmain.protocol.stored.ProducerIdsRecord;

/**
 * Producer ids that one broker may give out, and nobody else ever.
 *
 * @param first the lowest
 * @param size how many
 */
public record ProducerIdBlock(long first, int size) {

  /** Kafka's size. */
  public static final int SIZE = 1_000;

  /** The operation that allocates the next block to a broker, as long as it is registered so. */
  public static ControllerOperation<ProducerIdBlock> allocation(int brokerId, long brokerEpoch) {
    return draft -> {
      BrokerEpochs.check(draft.image(), brokerId, brokerEpoch);
      long first = draft.image().nextProducerId();
      draft.add(
          new ProducerIdsRecord()
              .brokerId(brokerId)
              .brokerEpoch(brokerEpoch)
              .nextProducerId(first + SIZE));
      return new ProducerIdBlock(first, SIZE);
    };
  }
}
