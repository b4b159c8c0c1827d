package io.ringmain.kernel.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.compaction.CompactedLog.Entry;
import io.ringmain.kernel.compaction.CompactedLog.Seen;
import io.ringmain.protocol.compress.CompressionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Invariant 13: compaction keeps the last value of each key, order and offsets; a tombstone stays
 * at least {@code delete.retention.ms}.
 */
class LogCompactionProperties {
  private static final CompressionType[] TYPES = {
    CompressionType.NONE, CompressionType.GZIP, CompressionType.LZ4
  };

  /** What was ever appended, by offset: what a log without compaction would hold. */
  private final List<Seen> history = new ArrayList<>();

  private final Set<Long> rightlyGone = new HashSet<>();

  @Property(tries = 300)
  void keepsTheLastOfEachKey(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int moves) {
    Random random = new Random(seed);
    history.clear();
    rightlyGone.clear();
    CompactedLog log = new CompactedLog(Map.of());
    log.settings =
        new CompactionSettings(
            1 + random.nextInt(2_000),
            (long) KeyOffsets.SLOT_BYTES * (1 + random.nextInt(40)),
            0.9,
            Double.MAX_VALUE);
    for (int i = 0; i < moves; i++) {
      switch (random.nextInt(8)) {
        case 0 -> log.log.roll();
        case 1 -> {
          log.compact();
          check(log);
        }
        case 2 -> interrupted(log, random);
        case 3 -> log.reopen();
        case 4 -> log.nowMs += random.nextInt((int) (2 * CompactedLog.DELETE_RETENTION_MS));
        default -> append(log, random);
      }
    }
    log.log.roll();
    while (log.dirty().dirtyBytes() > 0) {
      log.compact();
    }
    check(log);
    checkNothingOutdatedIsLeft(log);
  }

  private void append(CompactedLog log, Random random) {
    List<Entry> entries = new ArrayList<>();
    long offset = log.partition.logEndOffset();
    for (int i = 0; i <= random.nextInt(5); i++) {
      String key = "key" + random.nextInt(6);
      String value = random.nextInt(3) == 0 ? null : "value" + random.nextInt();
      entries.add(new Entry(key, value));
      history.add(new Seen(offset + i, log.nowMs, key, value));
    }
    log.append(TYPES[random.nextInt(TYPES.length)], -1, 0, entries);
  }

  /** A pass that ends in the middle, sometimes with the death of the process. */
  private void interrupted(CompactedLog log, Random random) {
    var done = log.begin();
    for (int i = random.nextInt(12); i > 0 && log.waitingSteps() > 0; i--) {
      log.runOne();
    }
    log.stopping = true;
    log.runAll();
    log.stopping = false;
    assertTrue(done.isDone());
    if (random.nextBoolean()) {
      log.reopen();
    }
    check(log);
  }

  private void check(CompactedLog log) {
    List<Seen> content = log.content();
    assertTrue(history.containsAll(content), "nothing is changed or invented");
    Map<String, Seen> last = new HashMap<>();
    history.forEach(record -> last.put(record.key(), record));
    Map<String, Seen> read = new HashMap<>();
    content.forEach(record -> read.put(record.key(), record));
    last.forEach((key, record) -> {
      if (record.value() != null) {
        assertEquals(record, read.get(key));
      } else if (!read.containsKey(key)) {
        boolean retained = log.nowMs - record.timestamp() < CompactedLog.DELETE_RETENTION_MS;
        assertTrue(!retained || rightlyGone.contains(record.offset()), "too early: " + record);
        rightlyGone.add(record.offset());
      } else {
        assertEquals(record, read.get(key), "a deleted key does not come back");
      }
    });
    for (int i = 1; i < content.size(); i++) {
      assertTrue(content.get(i - 1).offset() < content.get(i).offset(), "order stays");
    }
    assertEquals(history.size(), log.partition.logEndOffset());
    assertEquals(0, log.log.openSlices());
    assertEquals(0, log.log.openRewrites());
  }

  private static void checkNothingOutdatedIsLeft(CompactedLog log) {
    Set<String> keys = new HashSet<>();
    for (Seen record : log.content()) {
      assertTrue(keys.add(record.key()), "two records of one key are left: " + record);
    }
  }
}
