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

  /** The operation that allocates the next block to a broker. */
  public static ControllerOperation<ProducerIdBlock> allocation(int brokerId) {
    return draft -> {
      long first = draft.image().nextProducerId();
      draft.add(
          new ProducerIdsRecord()
              .brokerId(brokerId)
              .brokerEpoch(
                  draft.image().broker(brokerId).map(broker -> broker.brokerEpoch()).orElse(-1L))
              .nextProducerId(first + SIZE));
      return new ProducerIdBlock(first, SIZE);
    };
  }
}
