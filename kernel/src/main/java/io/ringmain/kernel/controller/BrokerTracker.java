package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Turns the coming and going of registrations into operations. Runs while this broker is the
 * controller, on the metadata ring.
 *
 * <p>It compares what is registered with the image, so that it does not matter how often it looks,
 * or whether it heard of each change.
 */
final class BrokerTracker {

  private static final Logger LOG = System.getLogger(BrokerTracker.class.getName());

  private static final long LOOK_MS = 5_000;
  private static final long RETRY_MS = 200;

  private final Environment environment;
  private final Coordination coordination;
  private final Executor ring;
  private final Controller controller;
  private final BrokerChanges changes;

  private Map<Integer, BrokerIdentity> present = Map.of();
  private boolean compared;
  private boolean running;
  private boolean looking;
  private boolean again;
  private boolean watching;
  private Optional<Coordination.Subscription> subscription = Optional.empty();
  private Timer.Timeout nextLook = () -> false;

  BrokerTracker(
      Environment environment,
      Coordination coordination,
      Executor ring,
      Controller controller,
      BrokerChanges changes) {
    this.environment = environment;
    this.coordination = coordination;
    this.ring = ring;
    this.controller = controller;
    this.changes = changes;
  }

  void start() {
    running = true;
    look();
  }

  void stop() {
    running = false;
    nextLook.cancel();
    subscription.ifPresent(Coordination.Subscription::close);
  }

  private void look() {
    if (!running) {
      return;
    }
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    lookAgainIn(LOOK_MS);
    watch();
    coordination
        .children(MetadataPaths.BROKER_IDS)
        .thenComposeAsync(names -> readAll(names.orElse(List.of())), ring)
        .whenCompleteAsync(this::afterLook, ring);
  }

  private CompletionStage<Map<Integer, BrokerIdentity>> readAll(List<String> names) {
    Map<Integer, BrokerIdentity> brokers = new HashMap<>();
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    for (String name : names) {
      int id = Integer.parseInt(name);
      reads.add(
          coordination
              .read(MetadataPaths.broker(id))
              .thenAcceptAsync(entry -> entry.ifPresent(e -> parse(brokers, id, e)), ring)
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> brokers);
  }

  private static void parse(Map<Integer, BrokerIdentity> brokers, int id, Entry entry) {
    try {
      brokers.put(id, BrokerNode.parse(id, entry.value()));
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "metadata: the registration of broker " + id + " is unreadable: " + e);
    }
  }

  private void afterLook(Map<Integer, BrokerIdentity> registered, Throwable failure) {
    looking = false;
    if (failure != null) {
      lookAgainIn(RETRY_MS);
    } else if (running) {
      compare(registered);
    }
    if (again) {
      again = false;
      look();
    }
  }

  private void compare(Map<Integer, BrokerIdentity> registered) {
    present = registered;
    MetadataImage image = controller.image();
    for (BrokerIdentity broker : registered.values()) {
      if (!BrokerChanges.isRegistered(image, broker)) {
        changes.register(image, broker).forEach(controller::submitQuietly);
      }
    }
    for (BrokerImage broker : image.aliveBrokers()) {
      if (!registered.containsKey(broker.id())) {
        changes
            .fence(image, broker, _ -> !present.containsKey(broker.id()))
            .forEach(controller::submitQuietly);
      }
    }
    if (!compared) {
      compared = true;
      changes.unfinished(image).forEach(controller::submitQuietly);
    }
  }

  /** Whether the registration of that very process was there at the last look. */
  boolean isPresent(BrokerImage broker) {
    BrokerIdentity identity = present.get(broker.id());
    return identity != null && identity.incarnationId().equals(broker.incarnationId());
  }

  private void watch() {
    if (watching) {
      return;
    }
    watching = true;
    coordination
        .watch(MetadataPaths.BROKER_IDS, () -> ring.execute(this::look))
        .whenCompleteAsync(
            (established, failure) -> {
              watching = failure == null;
              if (established != null && !running) {
                established.close();
              } else {
                subscription = Optional.ofNullable(established);
                if (watching) {
                  look();
                } else {
                  lookAgainIn(RETRY_MS); // At once it would fail at once again.
                }
              }
            },
            ring);
  }

  private void lookAgainIn(long delayMs) {
    nextLook.cancel();
    nextLook = environment.timer().schedule(delayMs, () -> ring.execute(this::look));
  }
}
