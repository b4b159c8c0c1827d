package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.MetadataException;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Runs for controller for as long as the broker runs, and says who it is.
 *
 * <pre>
 *            ┌──────────── look: read /controller and /controller_epoch ◀──────────────┐
 *   absent   │ left by a dead process of this broker    mine      somebody else's      │
 *      ▼     ▼                                            ▼            ▼               │
 *   claim [ (delete) create ephemeral | set epoch + 1 ]  onElected   onController      │
 *      └── whatever the outcome ──────────────────────────────────────────────────────▶┤
 *                                                   watch, session, timer ────────────▶┘
 * </pre>
 *
 * <p>Whether a claim succeeded is found out by reading, so that a claim with unknown outcome is no
 * special case. Entry and epoch are written by one commit: an epoch other than the entry's means
 * that somebody else has claimed since. Metadata ring only.
 */
final class ControllerElection {

  private static final long LOOK_MS = 5_000;
  private static final long RETRY_MS = 200;

  /** Hears of elections, on the metadata ring. */
  interface Listener {
    /** This broker was elected. Called once for each election. */
    void onElected(int controllerEpoch, long epochVersion);

    /** Another broker, or nobody, is the controller. */
    void onController(int brokerId, int controllerEpoch);
  }

  private final Environment environment;
  private final Coordination coordination;
  private final Executor ring;
  private final BrokerIdentity self;
  private final Listener listener;

  private boolean running;
  private boolean looking;
  private boolean again;
  private boolean watching;
  private int electedEpoch = -1;
  private Optional<Coordination.Subscription> subscription = Optional.empty();
  private Timer.Timeout nextLook = () -> false;

  ControllerElection(
      Environment environment,
      Coordination coordination,
      Executor ring,
      BrokerIdentity self,
      Listener listener) {
    this.environment = environment;
    this.coordination = coordination;
    this.ring = ring;
    this.self = self;
    this.listener = listener;
  }

  void start() {
    running = true;
    look();
  }

  /** Ends running for it. The session's end gives the office up. */
  void close() {
    running = false;
    nextLook.cancel();
    subscription.ifPresent(Coordination.Subscription::close);
  }

  /** An election did not lead to an office: if it still holds, it is announced once more. */
  void forget() {
    electedEpoch = -1;
    look();
  }

  /** Sees who is elected, and runs for it if nobody is. */
  void look() {
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
        .read(MetadataPaths.CONTROLLER)
        .thenCombine(coordination.read(MetadataPaths.CONTROLLER_EPOCH), Seen::new)
        .whenCompleteAsync(this::afterLook, ring);
  }

  private record Seen(Optional<Entry> node, Optional<Entry> epoch) {}

  private void afterLook(Seen seen, Throwable failure) {
    looking = false;
    if (failure != null) {
      lookAgainIn(RETRY_MS);
    } else if (running && coordination.session() instanceof SessionState.Connected session) {
      judge(seen, session.sessionId());
    }
    if (again && !looking) {
      again = false;
      look();
    }
  }

  private void judge(Seen seen, long sessionId) {
    Entry epochEntry =
        seen.epoch.orElseThrow(() -> new MetadataException("there is no controller epoch"));
    int epoch = Integer.parseInt(new String(epochEntry.value(), StandardCharsets.UTF_8));
    if (seen.node.isEmpty()) {
      told(MetadataImage.NO_CONTROLLER, epoch);
      claim(Optional.empty(), epoch, epochEntry.version());
      return;
    }
    Entry entry = seen.node.get();
    ControllerNode node = ControllerNode.parse(entry.value());
    boolean mine = node.incarnation().equals(self.incarnationId().toString());
    if (mine && entry.ephemeralSessionId() == sessionId) {
      if (node.controllerEpoch() == epoch && electedEpoch != epoch) {
        electedEpoch = epoch;
        listener.onElected(epoch, epochEntry.version());
      }
    } else if (node.directory().equals(self.directoryId().toString())) {
      claim(Optional.of(entry), epoch, epochEntry.version());
    } else {
      told(node.brokerId(), node.controllerEpoch());
    }
  }

  private void told(int brokerId, int epoch) {
    electedEpoch = -1;
    listener.onController(brokerId, epoch);
  }

  /**
   * @param dead the entry of a dead process of this broker, to be replaced
   */
  private void claim(Optional<Entry> dead, int epoch, long epochVersion) {
    List<Operation> operations = new ArrayList<>();
    dead.ifPresent(
        entry -> operations.add(new Operation.Delete(MetadataPaths.CONTROLLER, entry.version())));
    byte[] node = ControllerNode.of(self, epoch + 1).bytes(environment.clock().wallMs());
    operations.add(new Operation.CreateEphemeral(MetadataPaths.CONTROLLER, node));
    operations.add(
        new Operation.Set(
            MetadataPaths.CONTROLLER_EPOCH,
            Integer.toString(epoch + 1).getBytes(StandardCharsets.UTF_8),
            epochVersion));
    looking = true;
    coordination.commit(operations).whenCompleteAsync((versions, failure) -> afterClaim(), ring);
  }

  private void afterClaim() {
    looking = false;
    again = false;
    look();
  }

  private void watch() {
    if (watching) {
      return;
    }
    watching = true;
    coordination
        .watch(MetadataPaths.CONTROLLER, () -> ring.execute(this::look))
        .whenCompleteAsync(
            (established, failure) -> {
              watching = failure == null;
              subscription = Optional.ofNullable(established);
              if (watching) {
                look();
              } else {
                lookAgainIn(RETRY_MS); // At once it would fail at once again.
              }
            },
            ring);
  }

  private void lookAgainIn(long delayMs) {
    nextLook.cancel();
    nextLook = environment.timer().schedule(delayMs, () -> ring.execute(this::look));
  }
}
