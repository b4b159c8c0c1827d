package io.ringmain.kernel.metadata;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Which log directory holds each replica, as partition records say it (KIP-858): one id for each
 * replica, in the order of the replicas. Only whether that directory is in service is kept here, so
 * of all ids two are written, and others are read as the second. Any thread.
 */
public final class LogDirectories {

  /** Kafka's id of the directory of replicas that are lost with theirs. */
  public static final UUID LOST = new UUID(0, 1);

  /** Kafka's id of a directory that is in service, whichever it is. */
  public static final UUID UNASSIGNED = new UUID(0, 0);

  private LogDirectories() {}

  /** The ids to write. */
  public static List<UUID> of(List<Integer> replicas, List<Integer> lost) {
    return replicas.stream().map(id -> lost.contains(id) ? LOST : UNASSIGNED).toList();
  }

  /**
   * The replicas whose directory is out of service.
   *
   * @param directories none if the record has none
   * @throws MetadataException if they are not as many as the replicas
   */
  static List<Integer> lost(List<Integer> replicas, List<UUID> directories) {
    if (directories.isEmpty()) {
      return List.of();
    }
    if (directories.size() != replicas.size()) {
      throw new MetadataException(
          "a partition has %d replicas in %d log directories"
              .formatted(replicas.size(), directories.size()));
    }
    return IntStream.range(0, replicas.size())
        .filter(i -> directories.get(i).equals(LOST))
        .mapToObj(replicas::get)
        .toList();
  }
}
