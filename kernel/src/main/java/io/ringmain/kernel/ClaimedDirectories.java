package io.ringmain.kernel;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.kernel.env.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Those of the {@code log.dirs} that this broker can use. One that cannot be read or written is
 * left out, as long as there are others; one that belongs to somebody else is refused.
 *
 * <p>Used by whoever starts and stops the broker, one thread at a time.
 */
final class ClaimedDirectories {
  private static final System.Logger LOG = System.getLogger(ClaimedDirectories.class.getName());

  private final int nodeId;
  private final Environment environment;
  private final List<Path> usable = new ArrayList<>();
  private Optional<UUID> id = Optional.empty();

  private ClaimedDirectories(int nodeId, Environment environment) {
    this.nodeId = nodeId;
    this.environment = environment;
  }

  /**
   * @throws IOException if one must not be used, or none can
   */
  static ClaimedDirectories claim(List<Path> directories, int nodeId, Environment environment)
      throws IOException {
    ClaimedDirectories claimed = new ClaimedDirectories(nodeId, environment);
    Optional<UnusableDirectoryException> unusable = Optional.empty();
    for (Path directory : directories) {
      try {
        MetaProperties properties = claimed.claim(directory);
        claimed.id = claimed.id.or(() -> Optional.of(properties.directoryId()));
        claimed.usable.add(directory);
      } catch (UnusableDirectoryException failure) {
        unusable = unusable.or(() -> Optional.of(failure));
        LOG.log(ERROR, failure.getMessage());
      }
    }
    if (claimed.usable.isEmpty()) {
      throw unusable.orElseThrow();
    }
    return claimed;
  }

  private MetaProperties claim(Path directory) throws IOException {
    return MetaProperties.claim(directory, nodeId, environment.random(), environment.files());
  }

  /** The id of the first directory stands for this broker's data. */
  UUID id() {
    return id.orElseThrow();
  }

  List<Path> usable() {
    return List.copyOf(usable);
  }

  /** Before any log is opened: by another cluster's metadata, logs here would be deleted. */
  void join(String clusterId) throws IOException {
    for (Path directory : usable) {
      claim(directory).join(directory, clusterId, environment.files());
    }
  }

  /** The epoch in which the process before stopped cleanly. */
  long takeCleanStop() throws IOException {
    return CleanStop.take(usable, environment.files());
  }

  void leaveCleanly(long brokerEpoch) throws IOException {
    CleanStop.leave(usable, environment.files(), brokerEpoch);
  }
}
