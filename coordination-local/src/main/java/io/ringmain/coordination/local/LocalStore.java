package io.ringmain.coordination.local;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store of one folder, with the one thread that decides and tells everything.
 *
 * <pre>
 *   requests ──▶ decided one by one on the tree ──▶ lasting changes: one frame, forced ──▶ told
 *                                                        │ failed
 *                                                        ▼
 *   disconnected: commits have an unknown outcome, reads fail; every half a second
 *   the journal is written anew from the tree, until that succeeds and all is well again
 * </pre>
 *
 * <p>Sessions put requests into its queue from any thread; the rest is the store's thread alone,
 * which ends when the last session has.
 */
final class LocalStore {
  private static final System.Logger LOG = System.getLogger(LocalStore.class.getName());
  private static final int MOST_AT_ONCE = 64;
  private static final long RETRY_MS = 500;

  /** Session ids are an incarnation's number above this many bits, and a counter in them. */
  private static final int COUNTER_BITS = 24;

  private final FolderLock lock;
  private final Tree tree;
  private final Journal journal;
  private final long incarnation;
  private final Thread thread;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  // Under this object's lock: whether sessions can still come.
  private int openSessions;
  private long sessionsSoFar;
  private boolean ended;

  // The store's thread.
  private final List<LocalCoordination> sessions = new ArrayList<>();
  private final List<Change> unwritten = new ArrayList<>();
  private final List<Answer> untold = new ArrayList<>();
  private boolean connected = true;

  /** Something to be decided in its turn. */
  @FunctionalInterface
  interface Request {
    /**
     * Decides.
     *
     * @param connected whether the disk works; without it, what needs it is not to be done
     */
    Answer decide(boolean connected);
  }

  /**
   * What to run when everything decided so far is on disk, or cannot be written.
   *
   * @param lost in place of {@code told} when the disk does not work
   */
  record Answer(Runnable told, Runnable lost) {
    /** The same in either case. */
    static Answer always(Runnable told) {
      return new Answer(told, told);
    }
  }

  private LocalStore(FolderLock lock, Tree tree, Journal journal, long incarnation, Path folder) {
    this.lock = lock;
    this.tree = tree;
    this.journal = journal;
    this.incarnation = incarnation;
    this.thread =
        Thread.ofPlatform()
            .name("local-coordination " + folder.getFileName())
            .daemon()
            .unstarted(this::run);
  }

  static LocalStore open(Path folder, WriteGuard guard) throws IOException {
    FolderLock lock = FolderLock.take(folder);
    try {
      Tree tree = new Tree();
      AtomicLong incarnation = new AtomicLong();
      Journal journal =
          Journal.open(
              folder,
              guard,
              change -> {
                tree.replay(change);
                if (change instanceof Change.Incarnation(long number)) {
                  incarnation.set(number);
                }
              });
      LocalStore store = new LocalStore(lock, tree, journal, incarnation.incrementAndGet(), folder);
      store.begin();
      return store;
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  /** Forced with the first commit: before that nothing on disk can know of this incarnation. */
  private void begin() throws IOException {
    try {
      journal.append(List.of(new Change.Incarnation(incarnation)));
    } catch (IOException failed) {
      journal.close();
      throw failed;
    }
    thread.start();
  }

  /** Another session; nothing if the store is ending. */
  synchronized Optional<LocalCoordination> newSession() {
    if (ended) {
      return Optional.empty();
    }
    openSessions++;
    LocalCoordination session = new LocalCoordination(this, newSessionId());
    submit(_ -> {
      sessions.add(session);
      return Answer.always(() -> {});
    });
    return Optional.of(session);
  }

  private long newSessionId() {
    sessionsSoFar++;
    return (incarnation << COUNTER_BITS) + sessionsSoFar;
  }

  void submit(Request request) {
    requests.add(request);
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /** Returns when the folder is free, if no session is left. */
  void awaitEndIfEnding() {
    if (isEnded()) {
      awaitEnd();
    }
  }

  /** Returns when the thread has ended, and the folder is free. */
  void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CoordinationException("interrupted while the store closes", interrupted);
    }
  }

  // From here on, the store's thread.

  private void run() {
    try (lock;
        journal) {
      while (!isEnded()) {
        decide(nextRequests());
        if (!connected) {
          reconnect();
        }
      }
    } catch (IOException failed) {
      LOG.log(WARNING, "the journal did not close", failed);
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private List<Request> nextRequests() throws InterruptedException {
    List<Request> batch = new ArrayList<>();
    Request first = connected ? requests.take() : requests.poll(RETRY_MS, TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      requests.drainTo(batch, MOST_AT_ONCE - 1);
    }
    return batch;
  }

  private void decide(List<Request> batch) {
    for (Request request : batch) {
      untold.add(request.decide(connected));
    }
    boolean written = connected && write();
    if (connected && !written) {
      disconnect();
    }
    for (Answer answer : untold) {
      (written ? answer.told() : answer.lost()).run();
    }
    untold.clear();
  }

  private boolean write() {
    if (unwritten.isEmpty()) {
      return true;
    }
    try {
      journal.append(unwritten);
      journal.force();
      if (journal.isFullOfHistory()) {
        rewrite();
      }
      return true;
    } catch (IOException failed) {
      LOG.log(WARNING, "metadata cannot be written; trying again until it can", failed);
      return false;
    } finally {
      unwritten.clear();
    }
  }

  private void rewrite() throws IOException {
    List<Change> all = new ArrayList<>(tree.lasting());
    all.add(new Change.Incarnation(incarnation));
    journal.rewrite(all);
  }

  private void disconnect() {
    connected = false;
    sessions.forEach(LocalCoordination::disconnected);
  }

  private void reconnect() {
    try {
      rewrite();
    } catch (IOException still) {
      return;
    }
    LOG.log(WARNING, "metadata can be written again");
    connected = true;
    sessions.forEach(LocalCoordination::connectedAgain);
  }

  Tree tree() {
    return tree;
  }

  List<Long> commit(long sessionId, List<Operation> operations) {
    Tree.Outcome outcome = tree.commit(sessionId, operations);
    unwritten.addAll(outcome.lasting());
    tellWatches(outcome.changed());
    return outcome.versions();
  }

  /** After a lost connection every watch is told anyway. */
  private void tellWatches(Set<String> changed) {
    for (LocalCoordination session : sessions) {
      untold.add(new Answer(() -> session.changed(changed), () -> {}));
    }
  }

  /** The session is over; with the last one the store is. */
  void leave(LocalCoordination session, long sessionId) {
    sessions.remove(session);
    tellWatches(tree.endSession(sessionId));
    synchronized (this) {
      openSessions--;
      ended = openSessions == 0;
    }
  }
}
