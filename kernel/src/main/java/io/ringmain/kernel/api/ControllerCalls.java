package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.ControllerException;
import io.ringmain.kernel.controller.ControllerOperation;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the handlers of admin APIs have in common: operations with a deadline, many to a request.
 */
public final class ControllerCalls {

  private final Controller controller;
  private final Timer timer;
  private final Supplier<CompletableFuture<Void>> opened;

  /**
   * @param opened completes when this broker has opened all partitions that the image gives it
   */
  public ControllerCalls(
      Controller controller, Timer timer, Supplier<CompletableFuture<Void>> opened) {
    this.controller = controller;
    this.timer = timer;
    this.opened = opened;
  }

  /** Why an operation failed, as a response says it. */
  record Refusal(ErrorCode error, String message) {

    static Refusal of(Throwable failure) {
      Throwable cause = Failures.cause(failure);
      return cause instanceof ControllerException refused
          ? new Refusal(refused.error(), refused.getMessage())
          : new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, ErrorCode.UNKNOWN_SERVER_ERROR.message());
    }
  }

  /**
   * Carries an operation out. The answer waits until new partitions are open here: a client that
   * writes with acks=0 the moment it hears of them would never learn that nobody took its records.
   *
   * @param onRefusal makes the answer of a failure
   * @return completes with an answer, after the time given at the latest; fails only with
   *     NOT_CONTROLLER
   */
  <R> CompletableFuture<R> submit(
      ControllerOperation<? extends R> operation, int timeoutMs, Function<Refusal, R> onRefusal) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    Refusal late = new Refusal(ErrorCode.REQUEST_TIMED_OUT, "The controller took too long.");
    Timer.Timeout timeout =
        timer.schedule(Math.max(0, timeoutMs), () -> answer.complete(onRefusal.apply(late)));
    CompletionStage<? extends R> done = controller.submit(operation);
    CompletionStage<R> usable = done.thenCompose(result -> opened.get().thenApply(ready -> result));
    usable.whenComplete((result, failure) -> {
      timeout.cancel();
      if (failure == null) {
        answer.complete(result);
      } else if (isNotController(failure)) {
        answer.completeExceptionally(Failures.cause(failure));
      } else {
        answer.complete(onRefusal.apply(Refusal.of(failure)));
      }
    });
    return answer;
  }

  /**
   * Carries an operation out for each topic of a request; one named more than once is refused once.
   *
   * @param onRefusal makes the answer of a failure for a topic of that name
   */
  <T, R> List<CompletableFuture<R>> submitEach(
      List<T> topics,
      Function<T, String> name,
      Function<T, ControllerOperation<? extends R>> operation,
      int timeoutMs,
      BiFunction<String, Refusal, R> onRefusal) {
    Set<String> repeated = Repeats.of(topics, name);
    Refusal twice = new Refusal(ErrorCode.INVALID_REQUEST, "The topic is named more than once.");
    List<CompletableFuture<R>> answers = new ArrayList<>();
    for (String each : repeated) {
      answers.add(CompletableFuture.completedFuture(onRefusal.apply(each, twice)));
    }
    for (T topic : topics) {
      if (!repeated.contains(name.apply(topic))) {
        answers.add(
            submit(
                operation.apply(topic),
                timeoutMs,
                refusal -> onRefusal.apply(name.apply(topic), refusal)));
      }
    }
    return answers;
  }

  /** Whether somebody else is to be asked. */
  static boolean isNotController(Throwable failure) {
    return Failures.cause(failure) instanceof ControllerException refused
        && refused.error() == ErrorCode.NOT_CONTROLLER;
  }

  /**
   * Makes one answer of all, in their order, when the last has come.
   *
   * @return fails with NOT_CONTROLLER if any of them does
   */
  static <R, A> CompletableFuture<A> whenAll(
      List<CompletableFuture<R>> answers, Function<List<R>, A> then) {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(_ -> then.apply(answers.stream().map(CompletableFuture::join).toList()));
  }
}
