package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.protocol.ApiMessage;
import java.util.concurrent.CompletionStage;

/** For a test of one broker, which never has to ask another. */
final class NoOtherBrokers implements ControllerChannel.Remote {
  @Override
  public <R extends ApiMessage> CompletionStage<R> send(
      int brokerId, ApiMessage request, short version, Class<R> response) {
    throw new AssertionError("there is no broker " + brokerId);
  }
}
