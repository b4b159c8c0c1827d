package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;

/**
 * Operations of the contract as ZooKeeper's, and ZooKeeper's results as versions. Pure functions.
 */
final class ZkOperations {
  // Lengths, flags and the access list that go with each operation.
  private static final int OPERATION_OVERHEAD_BYTES = 80;
  private static final int MAX_BYTES_PER_CHAR = 3;

  private ZkOperations() {}

  /**
   * Why a commit is too large to be sent, if it is. The bound on all of it keeps it below the 1 MiB
   * that a server accepts by default; beyond that a server drops the connection without an answer.
   */
  static Optional<CoordinationException> tooLarge(List<Operation> operations, int chrootLength) {
    long bytes = 0;
    for (Operation operation : operations) {
      int valueBytes = valueBytes(operation);
      if (valueBytes > Operation.MAX_VALUE_BYTES) {
        return Optional.of(
            new CoordinationException(
                "value of "
                    + operation.path()
                    + " has "
                    + valueBytes
                    + " bytes; allowed are at most "
                    + Operation.MAX_VALUE_BYTES));
      }
      int pathChars = operation.path().length() + chrootLength;
      bytes += OPERATION_OVERHEAD_BYTES + (long) MAX_BYTES_PER_CHAR * pathChars + valueBytes;
    }
    return bytes <= Operation.MAX_COMMIT_BYTES
        ? Optional.empty()
        : Optional.of(
            new CoordinationException(
                "commit of "
                    + operations.size()
                    + " operations has "
                    + bytes
                    + " bytes; allowed are at most "
                    + Operation.MAX_COMMIT_BYTES));
  }

  private static int valueBytes(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> create.value().length;
      case Operation.CreateEphemeral create -> create.value().length;
      case Operation.Set set -> set.value().length;
      case Operation.Delete ignored -> 0;
      case Operation.Check ignored -> 0;
    };
  }

  static List<Op> toZooKeeper(List<Operation> operations, ConnectString target) {
    List<Op> ops = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      String path = target.absolute(operation.path());
      ops.add(
          switch (operation) {
            case Operation.Create create ->
                Op.create(path, create.value(), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            case Operation.CreateEphemeral create ->
                Op.create(path, create.value(), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            case Operation.Set set -> Op.setData(path, set.value(), version(set.expectedVersion()));
            case Operation.Delete delete -> Op.delete(path, version(delete.expectedVersion()));
            case Operation.Check check -> Op.check(path, version(check.expectedVersion()));
          });
    }
    return ops;
  }

  /**
   * ZooKeeper's versions are 32 bits wide and never negative: any other version is one that no
   * entry has, but −1 would mean any.
   */
  private static int version(long expectedVersion) {
    if (expectedVersion == Operation.ANY_VERSION) {
      return -1;
    }
    return expectedVersion < 0 || expectedVersion > Integer.MAX_VALUE
        ? Integer.MIN_VALUE
        : (int) expectedVersion;
  }

  /** The new version for each operation that created or set, −1 for others. */
  static List<Long> versions(List<OpResult> results) {
    List<Long> versions = new ArrayList<>(results.size());
    for (OpResult result : results) {
      versions.add(
          switch (result) {
            case OpResult.CreateResult ignored -> 0L;
            case OpResult.SetDataResult set -> (long) set.getStat().getVersion();
            default -> -1L;
          });
    }
    return List.copyOf(versions);
  }
}
