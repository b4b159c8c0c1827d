package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.ControllerException;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Every API that only the controller can answer, with its handler. Filled before the first request
 * comes; then any thread.
 */
public final class ControllerApis implements ControllerChannel.Local {

  private final Map<ApiKey, ControllerHandler<ApiMessage>> handlers = new EnumMap<>(ApiKey.class);

  /** Adds an API. */
  public <Q extends ApiMessage> ControllerApis serve(ApiKey key, ControllerHandler<Q> handler) {
    @SuppressWarnings("unchecked") // Requests are made by key.newRequest(), which is a Q.
    ControllerHandler<ApiMessage> untyped = (ControllerHandler<ApiMessage>) handler;
    handlers.put(key, untyped);
    return this;
  }

  Optional<ControllerHandler<ApiMessage>> find(ApiKey key) {
    return Optional.ofNullable(handlers.get(key));
  }

  private ControllerHandler<ApiMessage> handler(ApiKey key) {
    return find(key)
        .orElseThrow(() ->
            new ControllerException(
                ErrorCode.INVALID_REQUEST, key + " is not the controller's business."));
  }

  @Override
  public CompletionStage<ApiMessage> answer(ApiMessage request, short version) {
    try {
      ControllerHandler<ApiMessage> handler = handler(request.apiKey());
      return handler
          .answer(version, request)
          .<CompletionStage<ApiMessage>>handle((response, failure) ->
              failure == null
                  ? CompletableFuture.completedFuture(response)
                  : refuse(handler, version, request, failure))
          .thenCompose(stage -> stage);
    } catch (ControllerException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static CompletionStage<ApiMessage> refuse(
      ControllerHandler<ApiMessage> handler, short version, ApiMessage request, Throwable failure) {
    return ControllerCalls.isNotController(failure)
        ? CompletableFuture.failedFuture(Failures.cause(failure))
        : CompletableFuture.completedFuture(
            handler.refuse(version, request, ControllerCalls.Refusal.of(failure)));
  }
}
