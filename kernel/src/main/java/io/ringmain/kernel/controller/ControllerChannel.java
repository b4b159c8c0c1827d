package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AllocateProducerIdsRequest;
import io.ringmain.protocol.message.AllocateProducerIdsResponse;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionResponse;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.AssignReplicasToDirsResponse;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.message.BrokerHeartbeatResponse;
import io.ringmain.protocol.message.EnvelopeResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks whoever is the controller.
 *
 * <pre>
 *   ask ─▶ who is it?  this broker ────▶ answered here
 *             ▲        another ────────▶ sent there, a client's request in an envelope (KIP-590)
 *             │        nobody ─┐
 *             └──── pause ◀────┴── not the controller any more, or out of reach
 * </pre>
 *
 * <p>A request whose answer got lost is sent again: it may have been carried out twice, as with
 * Kafka's brokers. Any thread asks; answers come on any thread.
 */
public final class ControllerChannel implements AutoCloseable {

  /** Between one try and the next. */
  private static final long PAUSE_MS = 50;

  private final Environment environment;
  private final Supplier<MetadataImage> metadata;
  private final int self;
  private final Local local;
  private final Remote remote;

  /** In the order in which they were asked. Under its lock. */
  private final Set<Call> underWay = new LinkedHashSet<>();

  private volatile boolean closed;

  /** The controller in this process. */
  @FunctionalInterface
  public interface Local {
    /**
     * Answers as the controller.
     *
     * @return fails with NOT_CONTROLLER when this broker is not; any other failure is in the answer
     */
    CompletionStage<ApiMessage> answer(ApiMessage request, short version);
  }

  /** Other brokers. */
  @FunctionalInterface
  public interface Remote {
    /** Sends a request; fails if there is no answer. */
    <R extends ApiMessage> CompletionStage<R> send(
        int brokerId, ApiMessage request, short version, Class<R> response);
  }

  public ControllerChannel(
      Environment environment,
      Supplier<MetadataImage> metadata,
      int self,
      Local local,
      Remote remote) {
    this.environment = environment;
    this.metadata = metadata;
    this.self = self;
    this.local = local;
    this.remote = remote;
  }

  /**
   * Asks in the newest version.
   *
   * @param type the response's class
   */
  public <R extends ApiMessage> CompletionStage<R> ask(
      ApiMessage request, long timeoutMs, Class<R> type) {
    return ask(request, request.apiKey().highestVersion(), timeoutMs).thenApply(type::cast);
  }

  /**
   * Asks, over and over until there is an answer.
   *
   * @param timeoutMs after this no other try is made, and none is waited for
   * @return fails with {@link ControllerException}, REQUEST_TIMED_OUT, when there was none in time
   */
  public CompletionStage<ApiMessage> ask(ApiMessage request, short version, long timeoutMs) {
    Call call = new Call(request, version);
    call.begin(timeoutMs);
    return call.answer;
  }

  /** Whoever waits for an answer is told that there will be none. Idempotent. */
  @Override
  public void close() {
    closed = true;
    List<Call> unanswered;
    synchronized (underWay) {
      unanswered = List.copyOf(underWay);
    }
    unanswered.forEach(Call::end);
  }

  /** One request until it has its answer. */
  private final class Call {
    private final ApiMessage request;
    private final short version;
    private final CompletableFuture<ApiMessage> answer = new CompletableFuture<>();

    Call(ApiMessage request, short version) {
      this.request = request;
      this.version = version;
    }

    void begin(long timeoutMs) {
      var timeout =
          environment.timer().schedule(timeoutMs, () -> answer.completeExceptionally(late()));
      synchronized (underWay) {
        underWay.add(this);
      }
      CompletableFuture<ApiMessage> _ =
          answer.whenComplete((_, _) -> {
            timeout.cancel();
            synchronized (underWay) {
              underWay.remove(this);
            }
          });
      if (closed) {
        end();
      } else {
        tryOnce();
      }
    }

    private void end() {
      answer.completeExceptionally(ControllerException.notController());
    }

    private static ControllerException late() {
      return new ControllerException(
          ErrorCode.REQUEST_TIMED_OUT, "The controller could not be asked in time.");
    }

    private void tryOnce() {
      if (answer.isDone()) {
        return;
      }
      int controller = metadata.get().controllerId();
      if (controller == MetadataImage.NO_CONTROLLER) {
        tryAgainLater();
      } else {
        CompletionStage<ApiMessage> tried =
            controller == self ? local.answer(request, version) : askRemote(controller);
        CompletionStage<ApiMessage> _ = tried.whenComplete(this::judge);
      }
    }

    private CompletionStage<ApiMessage> askRemote(int controller) {
      return switch (request) {
        case AlterPartitionRequest _ -> send(controller, AlterPartitionResponse.class);
        case AllocateProducerIdsRequest _ -> send(controller, AllocateProducerIdsResponse.class);
        case AssignReplicasToDirsRequest _ -> send(controller, AssignReplicasToDirsResponse.class);
        case BrokerHeartbeatRequest _ -> send(controller, BrokerHeartbeatResponse.class);
        default -> sendInEnvelope(controller);
      };
    }

    private CompletionStage<ApiMessage> send(int controller, Class<? extends ApiMessage> type) {
      return remote.send(controller, request, version, type).thenApply(response -> response);
    }

    private CompletionStage<ApiMessage> sendInEnvelope(int controller) {
      ApiMessage envelope = Envelopes.ofRequest(request, version);
      return remote
          .send(controller, envelope, envelope.apiKey().highestVersion(), EnvelopeResponse.class)
          .thenApply(response -> Envelopes.response(response, request.apiKey(), version));
    }

    private void judge(ApiMessage response, Throwable failure) {
      boolean again = failure == null ? isMisdirected(response) : !isFinal(Failures.cause(failure));
      if (again) {
        tryAgainLater();
      } else if (failure == null) {
        answer.complete(response);
      } else {
        answer.completeExceptionally(Failures.cause(failure));
      }
    }

    private static boolean isMisdirected(ApiMessage response) {
      short error =
          switch (response) {
            case AlterPartitionResponse altered -> altered.errorCode();
            case AllocateProducerIdsResponse allocated -> allocated.errorCode();
            case AssignReplicasToDirsResponse assigned -> assigned.errorCode();
            case BrokerHeartbeatResponse heard -> heard.errorCode();
            default -> ErrorCode.NONE.id();
          };
      return error == ErrorCode.NOT_CONTROLLER.id();
    }

    private static boolean isFinal(Throwable failure) {
      return failure instanceof ControllerException refused
          && refused.error() != ErrorCode.NOT_CONTROLLER;
    }

    private void tryAgainLater() {
      if (!answer.isDone()) {
        environment.timer().schedule(PAUSE_MS, this::tryOnce);
      }
    }
  }
}
