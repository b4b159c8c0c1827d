package io.ringmain.kernel.metadata;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A topic. Immutable, any thread.
 *
 * @param name unique among the topics there are
 * @param id never used again, not even by a topic of the same name (Invariant 34)
 * @param partitions by number: the one at index <i>n</i> is partition <i>n</i>
 */
public record TopicImage(String name, UUID id, List<PartitionImage> partitions) {

  public TopicImage {
    partitions = PartitionList.copyOf(partitions);
  }

  /** The partition of that number, if the topic has it. */
  public Optional<PartitionImage> partition(int number) {
    return number >= 0 && number < partitions.size()
        ? Optional.of(partitions.get(number))
        : Optional.empty();
  }
}
