package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.ConfigType.LIST;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which replicas of a topic share the rate of throttled replication (KIP-73): all, or those of
 * single partitions at single brokers. Immutable, any thread.
 */
public final class ThrottledReplicas {
  private static final String ALL = "*";
  private static final Pattern REPLICA = Pattern.compile("([0-9]+:[0-9]+)?");

  static final ConfigKey<List<String>> LEADER_KEY =
      ConfigKey.of(
          "leader.replication.throttled.replicas",
          LIST,
          "",
          replicas(),
          "Replicas whose leaders send no more than leader.replication.throttled.rate to followers"
              + " that are not in sync.");

  static final ConfigKey<List<String>> FOLLOWER_KEY =
      ConfigKey.of(
          "follower.replication.throttled.replicas",
          LIST,
          "",
          replicas(),
          "Replicas that fetch no more than follower.replication.throttled.rate while they are"
              + " behind.");

  static final List<ConfigKey<?>> KEYS = List.of(LEADER_KEY, FOLLOWER_KEY);

  private final List<String> given;

  ThrottledReplicas(List<String> given) {
    this.given = given;
  }

  private static Allowed<List<String>> replicas() {
    return new Allowed<>(
        "* or a list of partition:broker",
        list ->
            String.join("", list).equals(ALL)
                || list.stream().allMatch(item -> REPLICA.matcher(item).matches()));
  }

  /** Whether the replica of a partition at a broker is one of them. */
  public boolean contains(int partition, int broker) {
    return !given.isEmpty() && (given.contains(ALL) || given.contains(partition + ":" + broker));
  }
}
