package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One broker with two partitions of {@code __consumer_offsets} and one topic of two partitions.
 * Groups whose name begins with {@code other} are in the second partition.
 */
final class StubCluster implements GroupCoordinators, GroupDirectory {

  static final UUID TOPIC_ID = new UUID(1, 2);

  final List<GroupFixture> partitions = List.of(new GroupFixture(), new GroupFixture());
  final List<OffsetsTopic> created = new ArrayList<>();
  ErrorCode unavailable = ErrorCode.NONE;
  boolean topicExists = true;

  @Override
  public int partitionFor(String groupId) {
    return groupId.startsWith("other") ? 1 : 0;
  }

  @Override
  public Collection<Integer> partitionsLed() {
    return List.of(0, 1);
  }

  @Override
  public void submit(
      int partition, Consumer<GroupCoordinator> operation, Consumer<ErrorCode> otherwise) {
    if (unavailable == ErrorCode.NONE) {
      operation.accept(partitions.get(partition).coordinator);
    } else {
      otherwise.accept(unavailable);
    }
  }

  @Override
  public int offsetsPartitionCount() {
    return topicExists ? partitions.size() : 0;
  }

  @Override
  public Optional<Node> offsetsLeader(int partition, String listener) {
    return listener.equals("PLAINTEXT")
        ? Optional.of(new Node(1, "localhost", 9092))
        : Optional.empty();
  }

  @Override
  public int aliveBrokers() {
    return 1;
  }

  @Override
  public void createOffsetsTopic(OffsetsTopic topic) {
    created.add(topic);
  }

  @Override
  public boolean hasPartition(String topic, int partition) {
    return topic.equals(GroupFixture.TOPIC) && partition < 2;
  }

  @Override
  public Optional<String> topicName(UUID topicId) {
    return topicId.equals(TOPIC_ID) ? Optional.of(GroupFixture.TOPIC) : Optional.empty();
  }

  @Override
  public Optional<UUID> topicId(String name) {
    return name.equals(GroupFixture.TOPIC) ? Optional.of(TOPIC_ID) : Optional.empty();
  }
}
