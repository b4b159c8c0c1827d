package io.ringmain.kernel.partition;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.BatchRules;
import io.ringmain.protocol.record.TimestampType;
import java.util.Arrays;
import java.util.Optional;

/** Turns a topic's configuration into the rules that its record batches are checked by. */
final class TopicRules {
  private TopicRules() {}

  static BatchRules of(TopicConfig config) {
    Optional<CompressionType> compression =
        Arrays.stream(CompressionType.values())
            .filter(type -> type.configName().equals(configured(config)))
            .findFirst();
    return new BatchRules(
        config.maxMessageBytes(),
        config.segmentBytes(),
        config.compacted(),
        config.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
        config.messageTimestampBeforeMaxMs(),
        config.messageTimestampAfterMaxMs(),
        compression,
        compression.map(type -> level(type, config)).orElse(CompressionCodec.DEFAULT_LEVEL),
        config.maxDecompressedMessageBytes());
  }

  /** Kafka takes −1 for gzip's own default. */
  private static int level(CompressionType type, TopicConfig config) {
    int level =
        switch (type) {
          case GZIP -> config.value(TopicKeys.COMPRESSION_GZIP_LEVEL);
          case LZ4 -> config.value(TopicKeys.COMPRESSION_LZ4_LEVEL);
          case ZSTD -> config.value(TopicKeys.COMPRESSION_ZSTD_LEVEL);
          case NONE, SNAPPY -> CompressionCodec.DEFAULT_LEVEL;
        };
    return type == CompressionType.GZIP && level == -1 ? CompressionCodec.DEFAULT_LEVEL : level;
  }

  /** {@code uncompressed} is Kafka's word for none, {@code producer} stands for no type at all. */
  private static String configured(TopicConfig config) {
    return config.compressionType().equals("uncompressed") ? "none" : config.compressionType();
  }
}
