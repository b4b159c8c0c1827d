package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The way from a request to the coordinator of its group. The handlers of the group APIs call it on
 * transport threads; the broker implements it.
 */
public interface GroupCoordinators {

  /**
   * The partition of {@code __consumer_offsets} that a group's state is kept in: {@link
   * OffsetsTopic#partitionFor} of the topic's partition count. Any number while there is no such
   * topic.
   */
  int partitionFor(String groupId);

  /**
   * The partitions of {@code __consumer_offsets} that this broker leads, loaded or still loading.
   */
  Collection<Integer> partitionsLed();

  /**
   * Hands an operation to a partition's coordinator; exactly one of the two is called, once. Only
   * if the operation throws, the other is called as well, with UNKNOWN_SERVER_ERROR.
   *
   * @param operation called on the partition's ring thread
   * @param otherwise called when there is no such coordinator, on any thread: NOT_COORDINATOR if
   *     another broker leads the partition or nobody does, COORDINATOR_LOAD_IN_PROGRESS, or
   *     COORDINATOR_NOT_AVAILABLE while the broker starts or stops
   */
  void submit(int partition, Consumer<GroupCoordinator> operation, Consumer<ErrorCode> otherwise);

  /** The same for the partition of a group. */
  default void submit(
      String groupId, Consumer<GroupCoordinator> operation, Consumer<ErrorCode> otherwise) {
    submit(partitionFor(groupId), operation, otherwise);
  }
}
