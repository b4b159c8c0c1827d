package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.message.BrokerHeartbeatResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Tells the controller, over and over, that this broker lives, that it serves, and in the end that
 * it wants to stop.
 *
 * <pre>
 *   SILENT ── serve ──▶ SERVING ── leave ──▶ LEAVING ── relieved, or waited long enough ──▶ OVER
 * </pre>
 *
 * <p>One heartbeat is under way at a time. Everything runs on the metadata ring; any thread may
 * call what is public.
 */
public final class HeartbeatSender implements MetadataListener, AutoCloseable {

  private enum State {
    SILENT,
    SERVING,
    LEAVING,
    OVER
  }

  private final Environment environment;
  private final Executor ring;
  private final ControllerChannel channel;
  private final BrokerIdentity self;
  private final Supplier<MetadataImage> metadata;
  private final Supplier<BrokerConfig> config;
  private final CompletableFuture<Void> alive = new CompletableFuture<>();
  private final CompletableFuture<Void> relieved = new CompletableFuture<>();

  private State state = State.SILENT;
  private int beats;
  private boolean underWay;
  private boolean again;
  private Timer.Timeout next = () -> false;

  /**
   * @param ring runs tasks on the metadata ring
   */
  public HeartbeatSender(
      Environment environment,
      Executor ring,
      ControllerChannel channel,
      BrokerIdentity self,
      Supplier<MetadataImage> metadata,
      Supplier<BrokerConfig> config) {
    this.environment = environment;
    this.ring = ring;
    this.channel = channel;
    this.self = self;
    this.metadata = metadata;
    this.config = config;
  }

  /**
   * This broker is ready to lead.
   *
   * @return completes when the controller lets it
   */
  public CompletionStage<Void> serve() {
    ring.execute(() -> {
      if (state == State.SILENT) {
        state = State.SERVING;
        see(metadata.get());
        beat();
      }
    });
    return alive;
  }

  /**
   * This broker is about to stop.
   *
   * @return completes when nobody needs it any more as far as others can lead, or after a while
   */
  public CompletionStage<Void> leave(long atMostMs) {
    ring.execute(() -> {
      if (state == State.SERVING && alive.isDone()) {
        state = State.LEAVING;
        environment.timer().schedule(atMostMs, () -> ring.execute(this::end));
        beat();
      } else {
        end();
      }
    });
    return relieved;
  }

  /** No more heartbeats. Idempotent. */
  @Override
  public void close() {
    ring.execute(this::end);
  }

  private void end() {
    state = State.OVER;
    next.cancel();
    relieved.complete(null);
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    if (delta.brokersChanged().contains(self.id()) || delta.controllerChanged()) {
      see(image);
      if (delta.controllerChanged()) {
        forget();
      }
      ring.execute(this::beat);
    }
  }

  /** Who was asked may never answer, and there is somebody else to be told now. */
  private void forget() {
    beats++;
    underWay = false;
  }

  private Optional<BrokerImage> registration(MetadataImage image) {
    return image
        .broker(self.id())
        .filter(broker -> broker.incarnationId().equals(self.incarnationId()));
  }

  private void see(MetadataImage image) {
    if (state == State.SERVING && registration(image).filter(BrokerImage::alive).isPresent()) {
      // Only after the other listeners have heard of the image as well.
      ring.execute(() -> alive.complete(null));
    }
  }

  private void beat() {
    if (state != State.SERVING && state != State.LEAVING) {
      return;
    }
    if (underWay) {
      again = true;
      return;
    }
    int intervalMs = config.get().value(ClusterKeys.BROKER_HEARTBEAT_INTERVAL_MS);
    next.cancel();
    next = environment.timer().schedule(intervalMs, () -> ring.execute(this::beat));
    registration(metadata.get()).ifPresent(this::send);
  }

  private void send(BrokerImage registration) {
    int number = ++beats;
    underWay = true;
    again = false;
    BrokerHeartbeatRequest request =
        new BrokerHeartbeatRequest()
            .brokerId(self.id())
            .brokerEpoch(registration.brokerEpoch())
            .currentMetadataOffset(metadata.get().version())
            .wantShutDown(state == State.LEAVING);
    int timeoutMs = config.get().value(ClusterKeys.BROKER_SESSION_TIMEOUT_MS);
    CompletionStage<BrokerHeartbeatResponse> _ =
        channel
            .ask(request, timeoutMs, BrokerHeartbeatResponse.class)
            .whenCompleteAsync((response, failure) -> afterBeat(number, response, failure), ring);
  }

  private void afterBeat(int number, BrokerHeartbeatResponse response, Throwable failure) {
    if (number != beats) {
      return;
    }
    underWay = false;
    if (failure == null && response.shouldShutDown()) {
      end();
    } else if (again) {
      beat();
    }
  }
}
