package io.ringmain.testkit.memory;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import java.util.List;

/** How large values and commits may be (C11), for stores that live in the memory of a test. */
public final class CommitLimits {
  private CommitLimits() {}

  /**
   * Lets a commit pass whose sizes are allowed.
   *
   * @throws CoordinationException if one is not; the message says which and what is allowed
   */
  public static void require(List<Operation> operations) {
    long total = 0;
    for (Operation operation : operations) {
      int bytes =
          switch (operation) {
            case Operation.Create create -> create.value().length;
            case Operation.CreateEphemeral create -> create.value().length;
            case Operation.Set set -> set.value().length;
            case Operation.Delete _, Operation.Check _ -> 0;
          };
      requireAtMost(Operation.MAX_VALUE_BYTES, bytes, "the value of " + operation.path());
      total += bytes + operation.path().length();
    }
    requireAtMost(Operation.MAX_COMMIT_BYTES, total, "the commit");
  }

  private static void requireAtMost(long allowed, long bytes, String what) {
    if (bytes > allowed) {
      throw new CoordinationException(
          "%s has %d bytes; at most %d are allowed".formatted(what, bytes, allowed));
    }
  }
}
