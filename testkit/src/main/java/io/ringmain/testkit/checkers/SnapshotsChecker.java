package io.ringmain.testkit.checkers;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.spi.coordination.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Invariant 33: a snapshot of the metadata and the log after it say what the whole log says. Looked
 * at when a snapshot is made the one that counts; what it costs is that of its records.
 */
public final class SnapshotsChecker implements Checker {
  private static final String LOG = "/metadata/log/";
  private static final String SNAPSHOTS = "/metadata/snapshots";
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");

  private final Violations violations;
  private final MetadataFacts whole = new MetadataFacts();

  /** The records of each node of the log that is in no snapshot that counts. */
  private final TreeMap<Long, List<TypedRecord>> tail = new TreeMap<>();

  /** The records of the snapshots being written, by the sequences of their last nodes. */
  private final TreeMap<Long, List<TypedRecord>> snapshots = new TreeMap<>();

  private final MetadataNodes nodes = new MetadataNodes();

  public SnapshotsChecker(Violations violations) {
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(33);
  }

  @Override
  public String description() {
    return "snapshot and tail of the metadata say what the whole log says";
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Create node when node.path().startsWith(LOG) -> {
          List<TypedRecord> read = read(node.value());
          read.forEach(whole::take);
          tail.put(Long.parseLong(node.path().substring(LOG.length())), read);
        }
        case Operation.Create node when node.path().startsWith(SNAPSHOTS + "/") ->
            takeSnapshot(node.path().substring(SNAPSHOTS.length() + 1), node.value());
        case Operation.Set pointer when pointer.path().equals(SNAPSHOTS) ->
            counts(new String(pointer.value(), StandardCharsets.UTF_8));
        default -> {
          // Of no interest.
        }
      }
    }
  }

  private void takeSnapshot(String path, byte[] value) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      snapshots.put(Long.parseLong(path), new ArrayList<>()); // Perhaps once more, from its start.
    } else {
      snapshots.get(Long.parseLong(path.substring(0, slash))).addAll(read(value));
    }
  }

  private List<TypedRecord> read(byte[] node) {
    List<TypedRecord> read = new ArrayList<>();
    nodes.read(node, read::add);
    return read;
  }

  private void counts(String pointer) {
    Matcher matcher = SEQUENCE.matcher(pointer);
    long sequence = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    if (sequence == 0) {
      return; // There is none yet.
    }
    tail.headMap(sequence, true).clear();
    MetadataFacts restored = new MetadataFacts();
    snapshots.getOrDefault(sequence, List.of()).forEach(restored::take);
    for (Map.Entry<Long, List<TypedRecord>> node : tail.entrySet()) {
      node.getValue().forEach(restored::take);
    }
    snapshots.headMap(sequence, true).clear();
    whole
        .difference(restored)
        .ifPresent(difference ->
            violations.add(
                33,
                "the metadata log and its snapshot up to %d tell of %s"
                    .formatted(sequence, difference)));
  }
}
