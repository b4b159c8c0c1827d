package io.ringmain.kernel.group;

import io.ringmain.kernel.group.GroupRecords.Change;
import io.ringmain.kernel.group.GroupRecords.GroupDeleted;
import io.ringmain.kernel.group.GroupRecords.GroupStored;
import io.ringmain.kernel.group.GroupRecords.OffsetCommitted;
import io.ringmain.kernel.group.GroupRecords.OffsetDeleted;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the log of one partition of {@code __consumer_offsets} says: the stored generation of each
 * group, and the committed offsets. All that survives a restart.
 *
 * <p>Changed by {@link #replay} alone, whether the record comes from the log at loading or was just
 * written; so after both the ledger is the same. On the coordinator's ring thread.
 */
final class GroupLedger {

  private final Map<String, StoredGroup> groups = new LinkedHashMap<>();
  private final OffsetStore offsets = new OffsetStore();

  void replay(Change change) {
    switch (change) {
      case GroupStored(String group, StoredGroup value) -> groups.put(group, value);
      case GroupDeleted(String group) -> groups.remove(group);
      case OffsetCommitted(String group, String topic, int partition, CommittedOffset value) ->
          offsets.put(group, topic, partition, value);
      case OffsetDeleted(String group, String topic, int partition) ->
          offsets.remove(group, topic, partition);
    }
  }

  Optional<StoredGroup> group(String group) {
    return Optional.ofNullable(groups.get(group));
  }

  Map<String, StoredGroup> groups() {
    return Collections.unmodifiableMap(groups);
  }

  OffsetStore offsets() {
    return offsets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupLedger ledger
        && groups.equals(ledger.groups)
        && offsets.equals(ledger.offsets);
  }

  @Override
  public int hashCode() {
    return Objects.hash(groups, offsets);
  }

  @Override
  public String toString() {
    return "GroupLedger[groups=" + groups + ", offsets=" + offsets + "]";
  }
}
