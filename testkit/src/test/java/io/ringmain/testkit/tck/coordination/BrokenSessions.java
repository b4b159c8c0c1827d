package io.ringmain.testkit.tck.coordination;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions that break C1 to C13, each in one way. Each is made of one that breaks none. */
final class BrokenSessions {
  private BrokenSessions() {}

  private static void leaveAThread() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("left-behind")
        .start(() -> {
          try {
            never.await();
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** C1: a thread is left by an open that fails. */
  static Coordination leavingAThreadOnFailure(Opening opening) {
    try {
      return opening.open();
    } catch (CoordinationException failed) {
      leaveAThread();
      throw failed;
    }
  }

  /** C2: answers to reads arrive on whatever thread is free. */
  static Coordination onAnyThread(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<Optional<Entry>> read(String path) {
        return super.read(path).thenApplyAsync(found -> found);
      }
    };
  }

  /** C2: after a callback has failed, none is called any more. */
  static Coordination tenderHearted(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private volatile boolean hurt;

      @Override
      public CompletionStage<Subscription> watch(String path, Runnable onChange) {
        return super.watch(
            path,
            () -> {
              if (!hurt) {
                hurt = true;
                onChange.run();
                hurt = false;
              }
            });
      }
    };
  }

  /** C3: while a commit is under way, reads tell what was read before. */
  static Coordination caching(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private final Map<String, Optional<Entry>> cache = new ConcurrentHashMap<>();
      private volatile CompletionStage<?> latest = CompletableFuture.completedFuture(null);
      private volatile boolean underWay;

      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        underWay = operations.size() == 1 && operations.getFirst() instanceof Operation.Set;
        CompletionStage<List<Long>> commit = super.commit(operations);
        latest = commit;
        return commit;
      }

      @Override
      public CompletionStage<Optional<Entry>> read(String path) {
        if (underWay && path.endsWith("/own") && cache.containsKey(path)) {
          underWay = false;
          return latest.thenApply(_ -> cache.get(path));
        }
        return super.read(path)
            .whenComplete((found, failure) -> {
              if (failure == null) {
                cache.put(path, found);
              }
            });
      }
    };
  }

  /** C4: the second half of a commit comes with the next one. */
  static Coordination halving(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private List<Operation> half = List.of();

      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        var _ = super.commit(half);
        half = isUnconditional(operations) ? List.copyOf(operations.subList(1, 2)) : List.of();
        return half.isEmpty()
            ? super.commit(operations)
            : super.commit(operations.subList(0, 1)).thenApply(told -> List.of(told.get(0), 0L));
      }
    };
  }

  private static boolean isUnconditional(List<Operation> operations) {
    return operations.size() == 2
        && operations.stream()
            .allMatch(one ->
                one instanceof Operation.Set set && set.expectedVersion() == Operation.ANY_VERSION);
  }

  /** C5: what comes first in a refused commit is done. */
  static Coordination doingWhatItCan(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        return super.commit(operations)
            .exceptionallyCompose(failure -> {
              CompletableFuture<List<Long>> refused = CompletableFuture.failedFuture(failure);
              return failure instanceof CommitRefusedException && operations.size() == 4
                  ? real.commit(operations.subList(0, 1))
                      .handle((_, _) -> refused)
                      .thenCompose(f -> f)
                  : refused;
            });
      }
    };
  }

  /** C6: an unknown outcome is told as any other failure. */
  static Coordination pretendingToKnow(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        return super.commit(operations)
            .exceptionallyCompose(failure ->
                CompletableFuture.failedFuture(
                    failure instanceof UnknownOutcomeException
                        ? new CoordinationException("not committed")
                        : failure));
      }
    };
  }

  /** The paths of ephemeral entries among operations. */
  private static List<String> ephemeral(List<Operation> operations) {
    return operations.stream()
        .filter(Operation.CreateEphemeral.class::isInstance)
        .map(Operation::path)
        .toList();
  }

  /** C7: ephemeral entries are there again after the close. */
  static Coordination clinging(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private final List<String> mine = new CopyOnWriteArrayList<>();

      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        mine.addAll(ephemeral(operations));
        return super.commit(operations);
      }

      @Override
      public void close() {
        super.close();
        if (!mine.isEmpty()) {
          try (Coordination other = opening.open()) {
            for (String path : mine) {
              try {
                var _ =
                    other
                        .commit(List.of(new Operation.Create(path, new byte[0])))
                        .toCompletableFuture()
                        .join();
              } catch (CompletionException there) {
                break; // Closed before.
              }
            }
          }
        }
      }
    };
  }

  /** C7: ephemeral entries go when the connection is lost. */
  static Coordination jumpy(Opening opening) {
    Coordination session =
        new ForwardingCoordination(opening.open()) {
          private final List<String> mine = new CopyOnWriteArrayList<>();

          @Override
          public CompletionStage<List<Long>> commit(List<Operation> operations) {
            mine.addAll(ephemeral(operations));
            return super.commit(operations);
          }

          @Override
          public void onSession(SessionListener listener) {
            AtomicInteger told = new AtomicInteger();
            super.onSession(state -> {
              if (state instanceof SessionState.Connected && told.get() > 0) {
                for (String path : mine) {
                  var _ = real.commit(List.of(new Operation.Delete(path, Operation.ANY_VERSION)));
                }
              }
              told.incrementAndGet();
              listener.onSession(state);
            });
          }
        };
    return session;
  }

  /** C8: watches do not survive the loss of a connection or session. */
  static Coordination forgetful(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private final AtomicInteger states = new AtomicInteger();

      @Override
      public CompletionStage<Subscription> watch(String path, Runnable onChange) {
        if (states.get() == 0) {
          super.onSession(_ -> states.incrementAndGet());
        }
        return super.watch(
            path,
            () -> {
              if (states.get() <= 1) {
                onChange.run();
              }
            });
      }
    };
  }

  /** C8: a subscription that is closed goes on. */
  static Coordination insistent(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<Subscription> watch(String path, Runnable onChange) {
        return super.watch(path, onChange).thenApply(_ -> () -> {});
      }
    };
  }

  /** C9: after the close reads are still answered, with nothing. */
  static Coordination answeringAfterClose(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      private boolean closed;

      @Override
      public CompletionStage<Optional<Entry>> read(String path) {
        return closed ? CompletableFuture.completedFuture(Optional.empty()) : super.read(path);
      }

      @Override
      public void close() {
        closed = true;
        super.close();
      }
    };
  }

  /** C9: a thread is left by the close. */
  static Coordination leavingAThread(Opening opening) {
    Coordination opened = opening.open();
    leaveAThread();
    return opened;
  }

  /** C10: a bad path is refused late. */
  static Coordination patient(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<Optional<Entry>> read(String path) {
        try {
          return super.read(path);
        } catch (IllegalArgumentException badPath) {
          return CompletableFuture.failedFuture(badPath);
        }
      }
    };
  }

  /** C11: large values are refused that must be carried. */
  static Coordination weak(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<List<Long>> commit(List<Operation> operations) {
        boolean tooHeavy =
            operations.stream()
                .anyMatch(one ->
                    one instanceof Operation.Create create && create.value().length > 99_999);
        return tooHeavy
            ? CompletableFuture.failedFuture(new CoordinationException("too heavy"))
            : super.commit(operations);
      }
    };
  }

  /** C12: after many sets versions come back. */
  static Coordination withShortVersions(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public CompletionStage<Optional<Entry>> read(String path) {
        return super.read(path)
            .thenApply(found ->
                found.map(entry ->
                    new Entry(entry.value(), entry.version() % 64, entry.ephemeralSessionId())));
      }
    };
  }

  /** C13: a listener hears only of what comes. */
  static Coordination silentAtFirst(Opening opening) {
    return new ForwardingCoordination(opening.open()) {
      @Override
      public void onSession(SessionListener listener) {
        AtomicInteger told = new AtomicInteger();
        super.onSession(state -> {
          if (told.getAndIncrement() > 0) {
            listener.onSession(state);
          } else {
            listener.onSession(new SessionState.Disconnected());
          }
        });
      }
    };
  }

  /** Opens a session that keeps the rules. */
  interface Opening {
    Coordination open();
  }
}
