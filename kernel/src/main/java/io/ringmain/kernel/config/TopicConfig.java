package io.ringmain.kernel.config;

import io.ringmain.spi.storage.LogConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The effective settings of one topic: its own overrides, else the broker's defaults.
 *
 * <p>Made when the topic or its overrides or the broker's dynamic settings change. Immutable; used
 * from any thread. The accessors read a field: the write path may call them for each request.
 */
public final class TopicConfig {
  private final Map<String, String> overrides;
  private final BrokerConfig broker;

  private final boolean compacted;
  private final boolean deleted;
  private final String compressionType;
  private final int maxMessageBytes;
  private final int maxDecompressedMessageBytes;
  private final boolean logAppendTime;
  private final long messageTimestampBeforeMaxMs;
  private final long messageTimestampAfterMaxMs;
  private final int minInsyncReplicas;
  private final long flushMessages;
  private final long flushMs;
  private final long retentionMs;
  private final long retentionBytes;
  private final int segmentBytes;
  private final boolean uncleanLeaderElection;
  private final ThrottledReplicas throttledLeaders;
  private final ThrottledReplicas throttledFollowers;

  /**
   * The settings of a topic.
   *
   * @throws ConfigException with everything that is wrong with the overrides
   */
  public TopicConfig(Map<String, String> overrides, BrokerConfig broker) {
    List<ConfigProblem> problems = problems(overrides, broker);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    this.overrides = Map.copyOf(overrides);
    this.broker = broker;
    List<String> policies = value(TopicKeys.CLEANUP_POLICY);
    compacted = policies.contains("compact");
    deleted = policies.contains("delete");
    compressionType = value(TopicKeys.COMPRESSION_TYPE);
    maxMessageBytes = value(TopicKeys.MAX_MESSAGE_BYTES);
    maxDecompressedMessageBytes = value(TopicKeys.MAX_DECOMPRESSED_MESSAGE_BYTES);
    logAppendTime = value(TopicKeys.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime");
    messageTimestampBeforeMaxMs = value(TopicKeys.MESSAGE_TIMESTAMP_BEFORE_MAX_MS);
    messageTimestampAfterMaxMs = value(TopicKeys.MESSAGE_TIMESTAMP_AFTER_MAX_MS);
    minInsyncReplicas = value(TopicKeys.MIN_INSYNC_REPLICAS);
    flushMessages = value(TopicKeys.FLUSH_MESSAGES);
    flushMs = value(TopicKeys.FLUSH_MS);
    retentionMs = value(TopicKeys.RETENTION_MS);
    retentionBytes = value(TopicKeys.RETENTION_BYTES);
    segmentBytes =
        find(TopicKeys.INTERNAL_SEGMENT_BYTES).orElseGet(() -> value(TopicKeys.SEGMENT_BYTES));
    uncleanLeaderElection = value(TopicKeys.UNCLEAN_LEADER_ELECTION_ENABLE);
    throttledLeaders = new ThrottledReplicas(value(ThrottledReplicas.LEADER_KEY));
    throttledFollowers = new ThrottledReplicas(value(ThrottledReplicas.FOLLOWER_KEY));
  }

  /** What is wrong with the overrides of a topic, if anything is. */
  public static List<ConfigProblem> problems(Map<String, String> overrides, BrokerConfig broker) {
    List<ConfigProblem> problems = new ArrayList<>(TopicKeys.TABLE.problems(overrides));
    if (problems.isEmpty()) {
      long min = value(TopicKeys.MIN_COMPACTION_LAG_MS, overrides, broker);
      long max = value(TopicKeys.MAX_COMPACTION_LAG_MS, overrides, broker);
      if (min > max) {
        problems.add(
            new ConfigProblem(
                TopicKeys.MIN_COMPACTION_LAG_MS.name(),
                Long.toString(min),
                "allowed: at most max.compaction.lag.ms, which is " + max));
      }
    }
    return problems;
  }

  /** The topic's own settings, by key. */
  public Map<String, String> overrides() {
    return overrides;
  }

  /** Whether {@code cleanup.policy} holds {@code compact}. */
  public boolean compacted() {
    return compacted;
  }

  /** Whether {@code cleanup.policy} holds {@code delete}. */
  public boolean deleted() {
    return deleted;
  }

  /** {@code compression.type}. */
  public String compressionType() {
    return compressionType;
  }

  /** {@code max.message.bytes}. */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** {@code max.decompressed.message.bytes}. */
  public int maxDecompressedMessageBytes() {
    return maxDecompressedMessageBytes;
  }

  /** Whether {@code message.timestamp.type} is {@code LogAppendTime}. */
  public boolean logAppendTime() {
    return logAppendTime;
  }

  /** {@code message.timestamp.before.max.ms}. */
  public long messageTimestampBeforeMaxMs() {
    return messageTimestampBeforeMaxMs;
  }

  /** {@code message.timestamp.after.max.ms}. */
  public long messageTimestampAfterMaxMs() {
    return messageTimestampAfterMaxMs;
  }

  /** {@code min.insync.replicas}. */
  public int minInsyncReplicas() {
    return minInsyncReplicas;
  }

  /** {@code leader.replication.throttled.replicas}. */
  public ThrottledReplicas throttledLeaders() {
    return throttledLeaders;
  }

  /** {@code follower.replication.throttled.replicas}. */
  public ThrottledReplicas throttledFollowers() {
    return throttledFollowers;
  }

  /** {@code flush.messages}. */
  public long flushMessages() {
    return flushMessages;
  }

  /** {@code flush.ms}. */
  public long flushMs() {
    return flushMs;
  }

  /** {@code retention.ms}; −1 for ever. */
  public long retentionMs() {
    return retentionMs;
  }

  /** {@code retention.bytes}; negative for no limit. */
  public long retentionBytes() {
    return retentionBytes;
  }

  /** {@code segment.bytes}. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /** {@code unclean.leader.election.enable}. */
  public boolean uncleanLeaderElection() {
    return uncleanLeaderElection;
  }

  /** What the storage needs to know of one log of this topic, the roll jitter drawn at random. */
  public LogConfig storageConfig(RandomGenerator random) {
    long segmentMs = value(TopicKeys.SEGMENT_MS);
    if (compacted) {
      // The active segment is never compacted, so it must not outlive what records may wait.
      segmentMs = Math.min(segmentMs, value(TopicKeys.MAX_COMPACTION_LAG_MS));
    }
    long jitterMs = Math.min(value(TopicKeys.SEGMENT_JITTER_MS), segmentMs);
    long takenOffMs = jitterMs == 0 ? 0 : random.nextLong(jitterMs);
    return new LogConfig(
        segmentBytes,
        segmentMs - takenOffMs,
        value(TopicKeys.SEGMENT_INDEX_BYTES),
        value(TopicKeys.INDEX_INTERVAL_BYTES),
        value(TopicKeys.FILE_DELETE_DELAY_MS));
  }

  /** The effective value of a topic key that has a default. Not for the hot path. */
  public <T> T value(ConfigKey<T> key) {
    return value(key, overrides, broker);
  }

  private <T> Optional<T> find(ConfigKey<T> key) {
    return Optional.ofNullable(overrides.get(key.name())).map(key::parse);
  }

  /** The effective value of one key that has a default, without looking at any other. */
  public static <T> T value(ConfigKey<T> key, Map<String, String> overrides, BrokerConfig broker) {
    String own = overrides.get(key.name());
    return key.parse(own != null ? own : inherited(key, broker));
  }

  /** The broker's text for a topic key: that of the strongest synonym given, else the default. */
  private static String inherited(ConfigKey<?> key, BrokerConfig broker) {
    for (ConfigKey.Synonym synonym : key.synonyms()) {
      Optional<String> given = broker.givenText(synonym.key());
      if (given.isPresent()) {
        return converted(given.get(), synonym.factor());
      }
    }
    return key.defaultText().orElseThrow();
  }

  private static String converted(String text, long factor) {
    if (factor == 1) {
      return text;
    }
    long number = Long.parseLong(text);
    // Kafka takes any negative number of hours for "never".
    return Long.toString(number < 0 ? -1 : number * factor);
  }

  /** The effective value of a topic key and where it comes from. */
  public ConfigDescription describe(ConfigKey<?> key) {
    List<ConfigDescription.Candidate> candidates = new ArrayList<>();
    String own = overrides.get(key.name());
    if (own != null) {
      candidates.add(
          new ConfigDescription.Candidate(
              key.name(), Optional.of(own), ConfigSource.DYNAMIC_TOPIC));
    }
    candidates.addAll(fromBroker(key));
    Optional<String> effective = Optional.ofNullable(own);
    if (own == null && key.defaultText().isPresent()) {
      effective = Optional.of(inherited(key, broker));
    }
    ConfigSource source =
        candidates.isEmpty() ? ConfigSource.DEFAULT : candidates.getFirst().source();
    return new ConfigDescription(key, effective, source, candidates);
  }

  /**
   * What the broker has under the key's synonyms, the strongest source first. Kafka lists nothing
   * ahead of the main synonym: where hours are given and milliseconds are not, it lists none.
   */
  private List<ConfigDescription.Candidate> fromBroker(ConfigKey<?> key) {
    if (key.synonyms().isEmpty()) {
      return List.of();
    }
    String main = key.synonyms().getFirst().key().name();
    return key.synonyms().stream()
        .flatMap(synonym -> broker.candidates(synonym.key()).stream())
        .sorted(Comparator.comparingInt(candidate -> candidate.source().code()))
        .dropWhile(candidate -> !candidate.name().equals(main))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicConfig that && effective().equals(that.effective());
  }

  @Override
  public int hashCode() {
    return effective().hashCode();
  }

  private Map<String, Object> effective() {
    Map<String, Object> all = new HashMap<>();
    for (ConfigKey<?> key : TopicKeys.TABLE.keys()) {
      if (key.defaultText().isPresent()) {
        all.put(key.name(), value(key));
      }
    }
    all.put(TopicKeys.INTERNAL_SEGMENT_BYTES.name(), segmentBytes);
    return all;
  }
}
