package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;

/** What ZooKeeper's error codes mean in the words of the coordination contract. Pure functions. */
final class ZkErrors {
  private ZkErrors() {}

  static CoordinationException readFailed(Code code, String what) {
    return new CoordinationException(what + " failed: " + code, KeeperException.create(code));
  }

  /**
   * A commit of which ZooKeeper does not say which operation failed. That it had no effect is
   * certain only when the server itself refused it.
   */
  static CoordinationException commitFailed(Code code, String what) {
    KeeperException cause = KeeperException.create(code);
    return switch (code) {
      case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT ->
          new UnknownOutcomeException(
              what + ": " + code + " before the answer; it may or may not have happened", cause);
      default -> new CoordinationException(what + " failed: " + code, cause);
    };
  }

  /** A commit that the server refused, from its answer for each operation. */
  static CoordinationException commitRefused(List<OpResult> results, List<Operation> operations) {
    for (int index = 0; index < results.size(); index++) {
      if (results.get(index) instanceof OpResult.ErrorResult result) {
        Code code = Code.get(result.getErr());
        // The others were undone, or never tried, because of the one that failed.
        if (code != Code.OK && code != Code.RUNTIMEINCONSISTENCY) {
          return refused(index, operations.get(index), code);
        }
      }
    }
    return new CoordinationException("commit failed without a reason: " + results);
  }

  private static CoordinationException refused(int index, Operation operation, Code code) {
    return reason(operation, code)
        .<CoordinationException>map(
            reason -> new CommitRefusedException(index, reason, operation.path()))
        .orElseGet(() ->
            new CoordinationException(
                "commit failed: operation " + index + " on " + operation.path() + ": " + code,
                KeeperException.create(code, operation.path())));
  }

  private static Optional<Reason> reason(Operation operation, Code code) {
    boolean creates =
        operation instanceof Operation.Create || operation instanceof Operation.CreateEphemeral;
    return switch (code) {
      case NODEEXISTS -> Optional.of(Reason.EXISTS);
      case NONODE -> Optional.of(creates ? Reason.NO_PARENT : Reason.ABSENT);
      // An ephemeral entry is nobody's parent.
      case NOCHILDRENFOREPHEMERALS -> Optional.of(Reason.NO_PARENT);
      case BADVERSION -> Optional.of(Reason.VERSION);
      case NOTEMPTY -> Optional.of(Reason.HAS_CHILDREN);
      default -> Optional.empty();
    };
  }
}
