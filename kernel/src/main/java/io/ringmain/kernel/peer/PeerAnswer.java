package io.ringmain.kernel.peer;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.spi.transport.Frame;

/** Hears how a request to another broker ended, once, on the connection's thread. */
public interface PeerAnswer {

  /**
   * The response.
   *
   * @param frame the bytes that records in the response lie in; whoever hears this releases it once
   */
  void onResponse(ApiMessage response, Frame frame);

  /** There will be no response. On the caller's thread when the connection had ended before. */
  void onFailure(PeerException failure);
}
