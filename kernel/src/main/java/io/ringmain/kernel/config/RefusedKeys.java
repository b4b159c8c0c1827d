package io.ringmain.kernel.config;

import java.util.List;
import java.util.Optional;

/**
 * Kafka's keys that Ringmain knows and refuses, each with the reason.
 *
 * <p>To accept one silently would let its user believe that it has an effect.
 */
final class RefusedKeys {
  private static final String QUORUM =
      "Ringmain has no KRaft quorum: the cluster's metadata lives with the coordination plugin"
          + " (zookeeper.connect); remove this key";
  private static final String THREADS =
      "Ringmain has no such pool: partitions are served by rings (ring.shards, ring.slots); remove"
          + " this key";
  private static final String WAITING =
      "Ringmain drops waiting requests as they end, there is nothing to purge; remove this key";
  private static final String SECURITY =
      "this version has no SASL, no authorization, and of TLS only the keys in docs/operations.md";
  private static final String TIERED = "this version has no tiered storage";
  private static final String TRANSACTIONS = "this version has no transactions";
  private static final String GROUPS = "this version has the classic group protocol only";
  private static final String REPLICATION = "this version does not replicate between brokers";
  private static final String TRANSPORT =
      "how connections between brokers are made is the transport plugin's business; remove this"
          + " key";
  private static final String QUOTAS = "this version has no quotas";
  private static final String POLICIES =
      "Ringmain runs without Kafka's classes and loads none of its plugins";
  private static final String METRICS =
      "Ringmain serves its metrics to Prometheus (metrics.listener, metrics.port)";
  private static final String FOLDERS = "this version does not move data between folders";
  private static final String CHECKPOINTS =
      "when checkpoints are written is the storage plugin's business; remove this key";
  private static final String FLUSHES =
      "Ringmain times the flushes of each log by themselves (log.flush.interval.ms); remove this"
          + " key";

  /** A name, or the start of one when it ends in an asterisk; the first match counts. */
  private record Rule(String pattern, String reason) {
    boolean matches(String name) {
      return pattern.endsWith("*")
          ? name.startsWith(pattern.substring(0, pattern.length() - 1))
          : name.equals(pattern);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule("process.roles", QUORUM),
          new Rule("controller.*", QUORUM),
          new Rule("metadata.*", QUORUM),
          new Rule("initial.broker.registration.timeout.ms", QUORUM),
          new Rule("early.start.listeners", QUORUM),
          new Rule("num.io.threads", THREADS),
          new Rule("queued.max.requests", THREADS),
          new Rule("background.threads", THREADS),
          new Rule("group.coordinator.*", THREADS),
          new Rule("delete.records.purgatory.purge.interval.requests", WAITING),
          new Rule("fetch.purgatory.purge.interval.requests", WAITING),
          new Rule("producer.purgatory.purge.interval.requests", WAITING),
          new Rule("authorizer.class.name", SECURITY),
          new Rule("connection.failed.authentication.delay.ms", SECURITY),
          new Rule("connections.max.reauth.ms", SECURITY),
          new Rule("delegation.token.*", SECURITY),
          new Rule("listener.name.*", SECURITY),
          new Rule("principal.builder.class", SECURITY),
          new Rule("sasl.*", SECURITY),
          new Rule("security.*", SECURITY),
          new Rule("ssl.*", SECURITY),
          new Rule("super.users", SECURITY),
          new Rule("allow.everyone.if.no.acl.found", SECURITY),
          new Rule("remote.*", TIERED),
          new Rule("log.remote.*", TIERED),
          new Rule("log.local.*", TIERED),
          new Rule("follower.fetch.last.tiered.offset.enable", TIERED),
          new Rule("transaction.*", TRANSACTIONS),
          new Rule("transactional.*", TRANSACTIONS),
          new Rule("add.partitions.to.txn.*", TRANSACTIONS),
          new Rule("group.consumer.*", GROUPS),
          new Rule("group.share.*", GROUPS),
          new Rule("group.streams.*", GROUPS),
          new Rule("share.*", GROUPS),
          new Rule("errors.deadletterqueue.*", GROUPS),
          new Rule("num.replica.*", REPLICATION),
          new Rule("replica.*", TRANSPORT),
          new Rule("offsets.commit.timeout.ms", REPLICATION),
          new Rule("socket.connection.setup.*", TRANSPORT),
          new Rule("alter.log.dirs.*", QUOTAS),
          new Rule("client.quota.callback.class", QUOTAS),
          new Rule("max.connection.creation.rate", QUOTAS),
          new Rule("quota.*", QUOTAS),
          new Rule("replication.quota.*", QUOTAS),
          new Rule("alter.config.policy.class.name", POLICIES),
          new Rule("config.providers", POLICIES),
          new Rule("create.topic.policy.class.name", POLICIES),
          new Rule("kafka.metrics.*", METRICS),
          new Rule("metric.reporters", METRICS),
          new Rule("metrics.num.samples", METRICS),
          new Rule("metrics.recording.level", METRICS),
          new Rule("metrics.sample.window.ms", METRICS),
          new Rule("telemetry.*", METRICS),
          new Rule("cordoned.log.dirs", FOLDERS),
          new Rule("log.dir.failure.timeout.ms", FOLDERS),
          new Rule("log.flush.scheduler.interval.ms", FLUSHES),
          new Rule("log.flush.*", CHECKPOINTS),
          new Rule(
              "offsets.load.buffer.size", "committed offsets are loaded without a buffer here"),
          new Rule(
              "offsets.topic.compression.codec", "committed offsets are stored uncompressed here"));

  private RefusedKeys() {}

  /** Why a key of Kafka's is refused; empty if it is not one of those. */
  static Optional<String> reason(String name) {
    for (Rule rule : RULES) {
      if (rule.matches(name)) {
        return Optional.of(rule.reason());
      }
    }
    return Optional.empty();
  }
}
