package io.ringmain.kernel;

import io.ringmain.kernel.env.SmallFiles;
import io.ringmain.protocol.KafkaUuid;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The file {@code meta.properties} in each log directory: which broker of which cluster it belongs
 * to. Keeps a broker from serving the data of another.
 *
 * <pre>
 *   version=1
 *   cluster.id=…       22 characters, absent until the cluster is known
 *   node.id=1
 *   directory.id=…     22 characters
 * </pre>
 *
 * @param nodeId the broker's
 * @param directoryId drawn when the file was made
 * @param clusterId the cluster's, once known
 */
record MetaProperties(int nodeId, UUID directoryId, Optional<String> clusterId) {
  private static final String FILE_NAME = "meta.properties";
  private static final String VERSION = "1";

  /** What a file system puts into an empty folder of its own. */
  private static final String LOST_AND_FOUND = "lost+found";

  private static final int NAMED_FILES = 3;

  /**
   * Reads the file of a directory, or makes one, directory included.
   *
   * @throws UnusableDirectoryException if it cannot be read or written
   * @throws IOException if it belongs to another broker, holds something else, or cannot be
   *     understood
   */
  static MetaProperties claim(Path directory, int nodeId, RandomGenerator random, SmallFiles files)
      throws IOException {
    try {
      return claimed(directory, nodeId, random, files);
    } catch (FileSystemException unusable) {
      throw new UnusableDirectoryException(directory, reason(unusable), unusable);
    }
  }

  private static String reason(FileSystemException unusable) {
    return unusable.getReason() != null
        ? unusable.getReason()
        : unusable.getClass().getSimpleName() + " " + unusable.getFile();
  }

  private static MetaProperties claimed(
      Path directory, int nodeId, RandomGenerator random, SmallFiles files) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    Optional<String> content = contentOf(file, files);
    if (content.isEmpty()) {
      checkEmpty(directory, files);
      UUID directoryId = new UUID(random.nextLong(), random.nextLong());
      MetaProperties fresh = new MetaProperties(nodeId, directoryId, Optional.empty());
      fresh.write(file, files);
      return fresh;
    }
    MetaProperties found = parse(file, content.get());
    if (found.nodeId != nodeId) {
      throw new IOException(
          "%s belongs to broker %d, and this is broker %d: change node.id or log.dirs"
              .formatted(directory, found.nodeId, nodeId));
    }
    return found;
  }

  /**
   * Logs among somebody's files might take the name of one, or be taken for rubbish; and a log
   * directory that has lost its file may be anybody's.
   */
  private static void checkEmpty(Path directory, SmallFiles files) throws IOException {
    List<String> others =
        files.namesIn(directory).stream()
            .filter(name -> !name.startsWith(".") && !name.startsWith(FILE_NAME))
            .filter(name -> !name.equals(LOST_AND_FOUND))
            .limit(NAMED_FILES)
            .toList();
    if (!others.isEmpty()) {
      throw new IOException(
          "log.dirs: %s holds %s and no %s, so it is no log directory; allowed: an empty folder"
              .formatted(directory, String.join(", ", others), FILE_NAME));
    }
  }

  /**
   * Notes the cluster, or checks that it is still the same.
   *
   * @throws IOException if the directory belongs to another cluster, or cannot be written
   */
  MetaProperties join(Path directory, String joinedClusterId, SmallFiles files) throws IOException {
    if (clusterId.isPresent()) {
      if (!clusterId.get().equals(joinedClusterId)) {
        throw new IOException(
            "%s belongs to cluster %s, and this is cluster %s: change zookeeper.connect or log.dirs"
                .formatted(directory, clusterId.get(), joinedClusterId));
      }
      return this;
    }
    MetaProperties joined = new MetaProperties(nodeId, directoryId, Optional.of(joinedClusterId));
    joined.write(directory.resolve(FILE_NAME), files);
    return joined;
  }

  private static Optional<String> contentOf(Path file, SmallFiles files) throws IOException {
    try {
      return files.read(file);
    } catch (CharacterCodingException malformed) {
      throw notProperties(file, malformed);
    }
  }

  private static IOException notProperties(Path file, Exception malformed) {
    return new IOException(file + " cannot be understood: it is not a properties file", malformed);
  }

  private static MetaProperties parse(Path file, String content) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(content));
    } catch (IllegalArgumentException malformed) {
      throw notProperties(file, malformed);
    }
    // A directory that Kafka made in its ZooKeeper mode has the number under its older name.
    String nodeId = properties.getProperty("node.id", properties.getProperty("broker.id", ""));
    String directoryId = properties.getProperty("directory.id", "");
    try {
      return new MetaProperties(
          Integer.parseInt(nodeId.strip()),
          KafkaUuid.parse(directoryId.strip()),
          Optional.ofNullable(properties.getProperty("cluster.id")));
    } catch (IllegalArgumentException malformed) {
      throw new IOException(
          ("%s cannot be understood: node.id=%s, allowed: a number;"
                  + " directory.id=%s, allowed: 22 characters of base64")
              .formatted(file, nodeId, directoryId),
          malformed);
    }
  }

  /** By hand: {@link Properties} would add the date, and with it load a locale at every start. */
  private void write(Path file, SmallFiles files) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("version=").append(VERSION).append('\n');
    clusterId.ifPresent(
        id -> text.append("cluster.id=").append(id.replace("\\", "\\\\")).append('\n'));
    text.append("node.id=").append(nodeId).append('\n');
    text.append("directory.id=").append(KafkaUuid.format(directoryId)).append('\n');
    files.write(file, text.toString());
  }
}
