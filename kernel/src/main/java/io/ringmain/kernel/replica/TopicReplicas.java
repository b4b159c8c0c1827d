package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.Partition;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The partitions of one topic that are open here, by number. Any thread reads. */
final class TopicReplicas {
  private final String name;
  private final UUID id;
  private volatile AtomicReferenceArray<Partition> byNumber = new AtomicReferenceArray<>(0);

  TopicReplicas(String name, UUID id) {
    this.name = name;
    this.id = id;
  }

  String name() {
    return name;
  }

  UUID id() {
    return id;
  }

  /** The partition, or null. Hot path. */
  Partition find(int number) {
    AtomicReferenceArray<Partition> current = byNumber;
    return number >= 0 && number < current.length() ? current.get(number) : null;
  }

  void addAllTo(List<Partition> all) {
    AtomicReferenceArray<Partition> current = byNumber;
    for (int i = 0; i < current.length(); i++) {
      Partition partition = current.get(i);
      if (partition != null) {
        all.add(partition);
      }
    }
  }

  /** Takes a partition out that has gone elsewhere. */
  synchronized void remove(int number) {
    AtomicReferenceArray<Partition> current = byNumber;
    if (number < current.length()) {
      current.set(number, null);
    }
  }

  synchronized void put(int number, Partition partition) {
    AtomicReferenceArray<Partition> current = byNumber;
    if (number >= current.length()) {
      AtomicReferenceArray<Partition> larger = new AtomicReferenceArray<>(number + 1);
      for (int i = 0; i < current.length(); i++) {
        larger.set(i, current.get(i));
      }
      current = larger;
    }
    current.set(number, partition);
    byNumber = current;
  }
}
