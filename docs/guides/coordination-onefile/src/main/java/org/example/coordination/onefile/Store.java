package org.example.coordination.onefile;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The tree and its file, for all sessions. Everything happens on its thread, but for the methods
 * that say otherwise.
 */
final class Store {
  private static final System.Logger LOG = System.getLogger(Store.class.getName());

  private final Tree tree;
  private final Journal journal;
  private final List<OneFileCoordination> sessions = new CopyOnWriteArrayList<>();
  private final ExecutorService executor;
  private final Thread thread;
  private boolean broken;

  private Store(Tree tree, Journal journal) {
    this.tree = tree;
    this.journal = journal;
    this.executor =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("onefile-coordination").factory());
    this.thread = CompletableFuture.supplyAsync(Thread::currentThread, executor).join();
  }

  /** Any thread. */
  static Store open(Path file) throws IOException {
    Tree tree = new Tree();
    Journal journal = Journal.open(file, tree);
    return new Store(tree, journal);
  }

  /**
   * Has the thread run a task. Any thread.
   *
   * @return false if the store is closed, and the task will never run
   */
  boolean execute(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  /** The same, and waits for it; at once on the thread itself. Any thread. */
  void executeAndWait(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      CompletableFuture.runAsync(task, executor).join();
    }
  }

  /** What the owner of a session does in a callback is none of the others' business (C2). */
  static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "a callback has failed", failure);
    }
  }

  /** A session whose number no session had before, in this run or an earlier one. Any thread. */
  OneFileCoordination newSession(Runnable onClosed) throws IOException {
    CompletableFuture<OneFileCoordination> made = new CompletableFuture<>();
    executeAndWait(() -> {
      Tree.Change number = new Tree.Change(Map.of(), tree.lastNumber() + 1);
      try {
        write(number);
        OneFileCoordination session = new OneFileCoordination(this, number.lastNumber(), onClosed);
        sessions.add(session);
        made.complete(session);
      } catch (CoordinationException e) {
        made.completeExceptionally(e);
      }
    });
    return made.join();
  }

  /** Whether no session is left. Any thread. */
  boolean isUnused() {
    return sessions.isEmpty();
  }

  Optional<Entry> read(String path) {
    requireService();
    return tree.entry(path)
        .map(one -> new Entry(one.value().clone(), one.version(), one.ephemeralSessionId()));
  }

  Optional<List<String>> children(String path) {
    requireService();
    return tree.entry(path).map(_ -> tree.children(path));
  }

  /** Decides, writes, changes: in this order, so that nobody hears of what could be lost. */
  List<Long> commit(long sessionId, List<Operation> operations) {
    requireService();
    Proposal proposal = new Proposal(tree, sessionId, operations);
    Set<String> changed = write(proposal.change());
    // The committer's answer comes first.
    execute(() -> sessions.forEach(session -> session.changed(changed)));
    return proposal.versions();
  }

  private void requireService() {
    if (broken) {
      throw new CoordinationException("the file could not be written before");
    }
  }

  private Set<String> write(Tree.Change change) {
    try {
      journal.append(change, tree);
    } catch (IOException e) {
      broken = true;
      sessions.forEach(session -> session.tell(new SessionState.Disconnected()));
      throw new UnknownOutcomeException("cannot write the file: " + e.getMessage(), e);
    }
    return tree.apply(change);
  }

  /** C7. Ephemeral entries are not in the file, so nothing is written. */
  void end(OneFileCoordination session, long sessionId) {
    if (sessions.remove(session)) {
      Set<String> changed = tree.apply(tree.withoutSession(sessionId));
      sessions.forEach(other -> other.changed(changed));
    }
  }

  /** When no session is left. Any thread; waits for the store's own unless it is that. */
  void close() {
    executeAndWait(() -> {
      try {
        journal.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the file does not close cleanly", e);
      }
    });
    executor.shutdown();
    if (Thread.currentThread() != thread) {
      executor.close();
    }
  }
}
