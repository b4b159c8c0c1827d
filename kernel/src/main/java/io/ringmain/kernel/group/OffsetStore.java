package io.ringmain.kernel.group;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The committed offsets of all groups of one partition of {@code __consumer_offsets}: group, topic,
 * partition. On the coordinator's ring thread; changed by replay only.
 *
 * <p>Offsets of transactions under way will stand beside these, by producer id, until their marker
 * is replayed.
 */
final class OffsetStore {

  private final Map<String, SequencedMap<String, SequencedMap<Integer, CommittedOffset>>> byGroup =
      new LinkedHashMap<>();

  void put(String group, String topic, int partition, CommittedOffset offset) {
    byGroup
        .computeIfAbsent(group, name -> new LinkedHashMap<>())
        .computeIfAbsent(topic, name -> new LinkedHashMap<>())
        .put(partition, offset);
  }

  void remove(String group, String topic, int partition) {
    SequencedMap<String, SequencedMap<Integer, CommittedOffset>> topics = byGroup.get(group);
    if (topics == null || !topics.containsKey(topic)) {
      return;
    }
    topics.get(topic).remove(partition);
    if (topics.get(topic).isEmpty()) {
      topics.remove(topic);
    }
    if (topics.isEmpty()) {
      byGroup.remove(group);
    }
  }

  Optional<CommittedOffset> get(String group, String topic, int partition) {
    return Optional.ofNullable(
        of(group).getOrDefault(topic, Collections.emptyNavigableMap()).get(partition));
  }

  /** The group's offsets by topic and partition; empty if it has none. Not to be changed. */
  SequencedMap<String, SequencedMap<Integer, CommittedOffset>> of(String group) {
    return byGroup.getOrDefault(group, Collections.emptyNavigableMap());
  }

  Set<String> groups() {
    return Collections.unmodifiableSet(byGroup.keySet());
  }

  /** Two stores are equal when they hold the same offsets. */
  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetStore store && byGroup.equals(store.byGroup);
  }

  @Override
  public int hashCode() {
    return byGroup.hashCode();
  }

  @Override
  public String toString() {
    return byGroup.toString();
  }
}
