package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.ConfigType.BOOLEAN;
import static io.ringmain.kernel.config.ConfigType.LONG;

import io.ringmain.kernel.config.ConfigKey.Synonym;
import java.util.List;

/**
 * The settings of a topic for what this broker does not do yet: tiered storage, dead letters of
 * share groups.
 *
 * <p>Tools set and read them on every Kafka, so they are accepted, checked and described as by a
 * Kafka broker without tiered storage, and each says that it has no effect. Part of {@link
 * TopicKeys#TABLE}.
 */
final class DormantTopicKeys {
  private static final String NO_EFFECT = "It has no effect on this broker yet.";

  static final ConfigKey<Boolean> REMOTE_STORAGE_ENABLE =
      ConfigKey.of(
          "remote.storage.enable",
          BOOLEAN,
          "false",
          new Allowed<>("false, for this broker has no tiered storage", enabled -> !enabled),
          "Whether old segments are moved to a store elsewhere. " + NO_EFFECT);

  static final ConfigKey<Boolean> REMOTE_LOG_COPY_DISABLE =
      ConfigKey.of(
          "remote.log.copy.disable",
          BOOLEAN,
          "false",
          any(),
          "Whether no more segments are copied to the store elsewhere. " + NO_EFFECT);

  static final ConfigKey<Boolean> REMOTE_LOG_DELETE_ON_DISABLE =
      ConfigKey.of(
          "remote.log.delete.on.disable",
          BOOLEAN,
          "false",
          any(),
          "Whether what the store elsewhere has is deleted when it is no longer used. "
              + NO_EFFECT);

  static final ConfigKey<Long> REMOTE_COPY_LAG_MS =
      ConfigKey.of(
              "remote.copy.lag.ms",
              LONG,
              "0",
              atLeast(-1),
              "The age, in milliseconds, at which a segment may be copied to the store "
                  + "elsewhere. "
                  + NO_EFFECT)
          .withSynonyms(describedOnly("log.remote.copy.lag.ms", "0"));

  static final ConfigKey<Long> REMOTE_COPY_LAG_BYTES =
      ConfigKey.of(
              "remote.copy.lag.bytes",
              LONG,
              "-1",
              atLeast(-1),
              "Bytes after a segment at which it may be copied to the store elsewhere. "
                  + NO_EFFECT)
          .withSynonyms(describedOnly("log.remote.copy.lag.bytes", "-1"));

  static final ConfigKey<Long> LOCAL_RETENTION_MS =
      ConfigKey.of(
              "local.retention.ms",
              LONG,
              "-2",
              atLeast(-2),
              "Milliseconds that records stay here as well, once the store elsewhere has "
                  + "them; -2 for retention.ms. "
                  + NO_EFFECT)
          .withSynonyms(describedOnly("log.local.retention.ms", "-2"));

  static final ConfigKey<Long> LOCAL_RETENTION_BYTES =
      ConfigKey.of(
              "local.retention.bytes",
              LONG,
              "-2",
              atLeast(-2),
              "Bytes of a partition that stay here as well, once the store elsewhere has "
                  + "them; -2 for retention.bytes. "
                  + NO_EFFECT)
          .withSynonyms(describedOnly("log.local.retention.bytes", "-2"));

  static final ConfigKey<Boolean> ERRORS_DEADLETTERQUEUE_GROUP_ENABLE =
      ConfigKey.of(
          "errors.deadletterqueue.group.enable",
          BOOLEAN,
          "false",
          any(),
          "Whether share groups may put records here that nobody could take. " + NO_EFFECT);

  static final List<ConfigKey<?>> KEYS =
      List.of(
          REMOTE_STORAGE_ENABLE,
          REMOTE_LOG_COPY_DISABLE,
          REMOTE_LOG_DELETE_ON_DISABLE,
          REMOTE_COPY_LAG_MS,
          REMOTE_COPY_LAG_BYTES,
          LOCAL_RETENTION_MS,
          LOCAL_RETENTION_BYTES,
          ERRORS_DEADLETTERQUEUE_GROUP_ENABLE);

  private DormantTopicKeys() {}

  /**
   * The broker key that gives the default in Kafka. Clients find its name in the description; the
   * broker itself does not take it.
   */
  private static List<Synonym> describedOnly(String brokerKey, String defaultText) {
    return List.of(
        new Synonym(
            ConfigKey.of(brokerKey, LONG, defaultText, any(), "Known by its name only."), 1));
  }
}
