package io.ringmain.testkit.checkers;

import io.ringmain.protocol.Reader;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.stored.GroupMetadataKey;
import io.ringmain.protocol.stored.GroupMetadataValue;
import io.ringmain.protocol.stored.OffsetCommitKey;
import io.ringmain.protocol.stored.OffsetCommitValue;
import io.ringmain.testkit.workload.GroupMember;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which record batch of {@code __consumer_offsets} says what a member of a group was told. It reads
 * the records by itself, so that it does not share the kernel's mistakes. Belongs to the {@link
 * GroupsChecker}.
 */
final class StoredGroups {
  private static final short KEY_VERSION = 0;
  private static final short OFFSET_COMMIT = 1;
  private static final short GROUP_METADATA = 2;

  private final RecordIterator records =
      RecordIterator.readingContents(CompressionCodecs.builtIn());
  private final Set<ModelBatch> known = new HashSet<>();
  private final Map<Object, ModelBatch> latest = new HashMap<>();

  private record Assigned(String group, int generation, int partition, String member) {}

  private record Committed(String group, int partition, long offset) {}

  /** A batch is in some log; others may get it from there. */
  void add(ModelBatch batch, RecordBatchView view) {
    if (!view.isCrcValid() || view.isControl() || !known.add(batch)) {
      return;
    }
    try (RecordIterator walk = records.wrap(view)) {
      while (walk.next()) {
        if (walk.current().hasKey() && walk.current().hasValue()) {
          add(batch, walk.current().key(), walk.current().value());
        }
      }
    }
  }

  private void add(ModelBatch batch, ByteBuffer keyBytes, ByteBuffer valueBytes) {
    Reader key = new Reader(keyBytes);
    Reader value = new Reader(valueBytes);
    short type = key.readShort();
    short version = value.readShort();
    if (type == OFFSET_COMMIT) {
      OffsetCommitKey of = new OffsetCommitKey(key, KEY_VERSION);
      OffsetCommitValue said = new OffsetCommitValue(value, version);
      latest.put(new Committed(of.group(), of.partition(), said.offset()), batch);
    } else if (type == GROUP_METADATA) {
      String group = new GroupMetadataKey(key, KEY_VERSION).group();
      GroupMetadataValue said = new GroupMetadataValue(value, version);
      for (GroupMetadataValue.MemberMetadata member : said.members()) {
        for (int partition : GroupMember.partitions(member.assignment())) {
          latest.put(new Assigned(group, said.generation(), partition, member.memberId()), batch);
        }
      }
    }
  }

  /** The latest batch that gives a partition to a member, if there ever was one. */
  Optional<ModelBatch> assigned(String group, int generation, int partition, String member) {
    return Optional.ofNullable(latest.get(new Assigned(group, generation, partition, member)));
  }

  /** The latest batch that commits an offset, if there ever was one. */
  Optional<ModelBatch> committed(String group, int partition, long offset) {
    return Optional.ofNullable(latest.get(new Committed(group, partition, offset)));
  }
}
