package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.protocol.ApiMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Takes a client's request to the controller, wherever that is, and its answer back. No client sees
 * NOT_CONTROLLER.
 *
 * <p>The answer waits until this broker has what was changed, and has new partitions open: clients
 * go on at once, and with this broker.
 *
 * @param <Q> the request's class
 */
public final class ForwardingHandler<Q extends ApiMessage> implements RequestHandler<Q> {

  /** What a request gets at least: the controller may be changing. */
  private static final int LEAST_TIMEOUT_MS = 5_000;

  private final ControllerHandler<Q> handler;
  private final Route route;

  /**
   * The way to the controller, the same for all APIs.
   *
   * @param opened completes when this broker has opened all partitions that the image gives it
   */
  public record Route(
      ControllerChannel channel, Controller controller, Supplier<CompletableFuture<Void>> opened) {

    CompletionStage<ApiMessage> ask(ApiMessage request, short version, int timeoutMs) {
      return channel
          .ask(request, version, Math.max(LEAST_TIMEOUT_MS, timeoutMs))
          .thenCompose(response -> controller.caughtUp().thenApply(_ -> response))
          .thenCompose(response -> opened.get().handle((_, _) -> response));
    }
  }

  /**
   * @param handler the controller's, to make the answer if the controller gives none
   */
  public ForwardingHandler(ControllerHandler<Q> handler, Route route) {
    this.handler = handler;
    this.route = route;
  }

  @Override
  public void handle(RequestContext context, Q request) {
    CompletionStage<ApiMessage> _ =
        answer(context.apiVersion(), request)
            .whenComplete((response, _) -> context.respond(response));
  }

  /** Always completes with an answer. */
  CompletionStage<ApiMessage> answer(short version, Q request) {
    return route
        .ask(request, version, handler.timeoutMs(request))
        .exceptionally(
            failure -> handler.refuse(version, request, ControllerCalls.Refusal.of(failure)));
  }
}
