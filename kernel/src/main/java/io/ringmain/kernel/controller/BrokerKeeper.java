package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.message.BrokerHeartbeatResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Hears the heartbeats: fences brokers that are silent for longer than their lease though they are
 * registered, lets them lead again when they are heard of and up to date, and relieves those that
 * want to stop. Runs while this broker is the controller, on the metadata ring.
 *
 * <p>It answers from the image as it is and does not wait for commits, so that no lease depends on
 * whether the coordination store can be written. Only who wants to stop waits.
 */
final class BrokerKeeper {

  private static final Logger LOG = System.getLogger(BrokerKeeper.class.getName());

  /** How often to look at least: so soon it is noticed that this controller itself stood still. */
  private static final int LOOKS_PER_LEASE = 6;

  private static final long MS_TO_NS = 1_000_000;

  private final Environment environment;
  private final Executor ring;
  private final Controller controller;
  private final Supplier<BrokerConfig> config;
  private final BrokerChanges changes;
  private final Predicate<BrokerImage> registered;
  private final Leases leases;
  private final Set<Integer> beingUnfenced = new HashSet<>();
  private final Map<Long, CompletableFuture<Void>> beingRelieved = new HashMap<>();
  private boolean running = true;
  private Timer.Timeout nextLook = () -> false;

  /**
   * @param registered whether a broker's registration was there when it was last looked at
   */
  BrokerKeeper(
      Environment environment,
      Executor ring,
      Controller controller,
      Supplier<BrokerConfig> config,
      BrokerChanges changes,
      Predicate<BrokerImage> registered) {
    this.environment = environment;
    this.ring = ring;
    this.controller = controller;
    this.config = config;
    this.changes = changes;
    this.registered = registered;
    this.leases = new Leases(environment.clock());
  }

  void start() {
    lookLater();
  }

  void stop() {
    running = false;
    nextLook.cancel();
  }

  private long leaseMs() {
    return config.get().value(ClusterKeys.BROKER_SESSION_TIMEOUT_MS);
  }

  private long lookMs() {
    return Math.max(1, leaseMs() / LOOKS_PER_LEASE);
  }

  /** Looks again as soon as the next lease can be over, for clients wait meanwhile. */
  private void lookLater() {
    long delayMs = lookMs();
    for (BrokerImage broker : controller.image().aliveBrokers()) {
      long remainingNs = leases.remainingNs(broker.id(), leaseMs());
      if (remainingNs >= 0) { // Who is silent for longer is being fenced.
        delayMs = Math.min(delayMs, remainingNs / MS_TO_NS + 1);
      }
    }
    nextLook = environment.timer().schedule(delayMs, () -> ring.execute(this::look));
  }

  private void look() {
    if (!running) {
      return;
    }
    leases.look(lookMs());
    MetadataImage image = controller.image();
    for (BrokerImage broker : image.aliveBrokers()) {
      if (leases.isOver(broker.id(), leaseMs())) {
        LOG.log(
            Level.INFO,
            "controller: broker " + broker.id() + " was not heard of for " + leaseMs() + " ms");
        changes
            .fence(image, broker, _ -> leases.isOver(broker.id(), leaseMs()))
            .forEach(controller::submitQuietly);
      }
    }
    lookLater();
  }

  /** A broker gives a sign of life, or wants to stop. */
  CompletionStage<BrokerHeartbeatResponse> heard(BrokerHeartbeatRequest request) {
    MetadataImage image = controller.image();
    BrokerEpochs.check(image, request.brokerId(), request.brokerEpoch());
    BrokerImage broker = image.broker(request.brokerId()).orElseThrow();
    leases.heard(broker.id());
    if (request.wantShutDown()) {
      return relieve(image, broker);
    }
    boolean caughtUp = request.currentMetadataOffset() >= broker.brokerEpoch();
    if (broker.alive() && request.wantFence()) {
      changes.fence(image, broker, _ -> true).forEach(controller::submitQuietly);
    } else if (broker.fenced() && !request.wantFence() && caughtUp && registered.test(broker)) {
      unfence(image, broker);
    }
    return CompletableFuture.completedFuture(
        new BrokerHeartbeatResponse().isCaughtUp(caughtUp).isFenced(broker.fenced()));
  }

  private void unfence(MetadataImage image, BrokerImage broker) {
    if (beingUnfenced.add(broker.id())) {
      CompletableFuture<Void> _ =
          carryOut(changes.unfence(image, broker))
              .whenComplete((_, _) -> beingUnfenced.remove(broker.id()));
    }
  }

  private CompletionStage<BrokerHeartbeatResponse> relieve(
      MetadataImage image, BrokerImage broker) {
    boolean others =
        image.brokers().stream()
            .anyMatch(other -> other.id() != broker.id() && image.active(other.id()));
    CompletableFuture<Void> relieved =
        broker.fenced() || !others
            ? CompletableFuture.completedFuture(null)
            : beingRelieved.computeIfAbsent(
                broker.brokerEpoch(), _ -> carryOut(changes.relieve(image, broker)));
    if (relieved.isCompletedExceptionally()) {
      beingRelieved.remove(broker.brokerEpoch()); // The next heartbeat tries it again.
    }
    return relieved.thenApply(_ ->
        new BrokerHeartbeatResponse()
            .isCaughtUp(true)
            .isFenced(broker.fenced())
            .shouldShutDown(true));
  }

  /** A broker that is gone for good; one that is there would register anew. */
  CompletableFuture<Void> unregister(int brokerId) {
    MetadataImage image = controller.image();
    BrokerImage broker =
        image
            .broker(brokerId)
            .orElseThrow(() ->
                new ControllerException(
                    ErrorCode.BROKER_ID_NOT_REGISTERED,
                    "Broker " + brokerId + " is not registered."));
    return carryOut(changes.unregister(image, broker));
  }

  private CompletableFuture<Void> carryOut(List<ControllerOperation<Void>> operations) {
    CompletableFuture<?>[] all =
        operations.stream().map(controller::submitHere).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(all);
  }
}
