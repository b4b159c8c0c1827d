package io.ringmain.testkit.scale;

import io.ringmain.protocol.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of runs in a file, so that sizes may run one by one, in processes of their own:
 *
 * <pre>
 *   300x100000 ⇥ lose a rack ⇥ nodes read ⇥ 4711
 * </pre>
 */
final class ScaleRecord {
  static final String RUN = "the run";
  static final String VIRTUAL_MS = "virtual ms";
  static final String CPU_MS = "processor ms";
  static final String ELECTION_MS = "controller dead to elected, ms";
  static final String TAKEOVER_MS = "controller elected to first write, ms";
  static final String LARGEST_NODE = "bytes of the largest node";
  static final String SNAPSHOT = "bytes of the last snapshot";

  private final Path file;

  /** A figure of a run: which size, of which phase, what, and how much. */
  record Figure(String size, String phase, String name, long value) {}

  ScaleRecord(Path file) {
    this.file = file;
  }

  /** Adds a figure. */
  void add(Figure figure) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        String.join("\t", figure.size, figure.phase, figure.name, Long.toString(figure.value))
            + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Adds what a phase took. */
  void add(String size, Phase phase) throws IOException {
    add(new Figure(size, phase.name(), VIRTUAL_MS, phase.virtualMs()));
    add(new Figure(size, phase.name(), CPU_MS, phase.cpuMs()));
    for (Count count : Count.values()) {
      add(new Figure(size, phase.name(), count.words(), phase.counts().of(count)));
    }
    for (Map.Entry<ApiKey, Long> requests : phase.counts().requests().entrySet()) {
      add(new Figure(size, phase.name(), requests.getKey().name(), requests.getValue()));
    }
  }

  /** Adds what a run came to, apart from its phases. */
  void add(String size, ScaleResult result) throws IOException {
    add(new Figure(size, RUN, ELECTION_MS, result.electionMs()));
    add(new Figure(size, RUN, TAKEOVER_MS, result.takeoverMs()));
    add(new Figure(size, RUN, LARGEST_NODE, result.largestNodeBytes()));
    add(new Figure(size, RUN, SNAPSHOT, result.snapshotBytes()));
  }

  /** All figures, the latest of a name, in the order in which they came first. */
  List<Figure> all() throws IOException {
    Map<List<String>, Figure> latest = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split("\t", -1);
      latest.put(
          List.of(words[0], words[1], words[2]),
          new Figure(words[0], words[1], words[2], Long.parseLong(words[3])));
    }
    return new ArrayList<>(latest.values());
  }
}
