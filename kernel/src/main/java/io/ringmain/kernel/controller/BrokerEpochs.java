package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ErrorCode;

/** Tells a broker's present registration from those before. Any thread. */
final class BrokerEpochs {

  private BrokerEpochs() {}

  /**
   * Refuses a request of an earlier registration of the broker.
   *
   * @throws ControllerException with STALE_BROKER_EPOCH
   */
  static void check(MetadataImage image, int brokerId, long brokerEpoch) {
    boolean present =
        image.broker(brokerId).filter(known -> known.brokerEpoch() == brokerEpoch).isPresent();
    if (!present) {
      throw new ControllerException(
          ErrorCode.STALE_BROKER_EPOCH,
          "Broker epoch "
              + brokerEpoch
              + " is not that of broker "
              + brokerId
              + "'s registration.");
    }
  }
}
