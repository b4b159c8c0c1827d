package io.ringmain.kernel.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.SmallFiles;
import io.ringmain.kernel.replica.StubHost;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicationTest {
  private static final Path DIRECTORY = Path.of("memory");
  private static final Path FILE = DIRECTORY.resolve("replication-offset-checkpoint");

  private final StubHost host = new StubHost();
  private final Map<Path, String> files = new HashMap<>();

  private final class MemoryFiles implements SmallFiles {
    @Override
    public Optional<String> read(Path file) {
      return Optional.ofNullable(files.get(file));
    }

    @Override
    public List<String> namesIn(Path folder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(Path file, String content) {
      files.put(file, content);
    }
  }

  /** A power failure took the end of the log: what comes to be there later is not committed. */
  @Test
  void aHighWatermarkBeyondTheLogDoesNotSurviveTheStart() {
    files.put(FILE, "0\n1\nt 0 500\n");
    host.createReplicated("t", List.of(1, 2), List.of(1, 2));

    try (Replication replication = replication()) {
      replication.start(host.replicas);

      assertEquals("0\n1\nt 0 0\n", files.get(FILE));
    }
  }

  private Replication replication() {
    return new Replication(
        StubHost.BROKER_ID,
        new Environment(
            host.threads,
            host.threads,
            host.threads,
            new Random(7),
            new MemoryFiles(),
            host.threads::execute,
            1),
        () -> BrokerConfig.parse(Map.of()),
        List.of(DIRECTORY),
        host::image,
        null, // Only fetching needs others.
        host.shards,
        host.metrics);
  }
}
