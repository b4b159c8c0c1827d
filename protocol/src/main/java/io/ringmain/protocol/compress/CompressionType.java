package io.ringmain.protocol.compress;

import java.util.Optional;

/**
 * How the records of a batch are compressed; the id is what a batch's attributes carry in bits 0 to
 * 2, the name is what Kafka's {@code compression.type} calls it.
 */
public enum CompressionType {
  NONE(0, "none"),
  GZIP(1, "gzip"),
  SNAPPY(2, "snappy"),
  LZ4(3, "lz4"),
  ZSTD(4, "zstd");

  private static final CompressionType[] BY_ID = values();

  private final int id;
  private final String configName;

  CompressionType(int id, String configName) {
    this.id = id;
    this.configName = configName;
  }

  public int id() {
    return id;
  }

  /** The name in {@code compression.type} and in the names of the level settings. */
  public String configName() {
    return configName;
  }

  /** Whether an id from a batch's attributes has a meaning (5 to 7 have none). */
  public static boolean isKnown(int id) {
    return id >= 0 && id < BY_ID.length;
  }

  /** The type of an id, allocation-free. */
  public static CompressionType forId(int id) {
    if (!isKnown(id)) {
      throw new IllegalArgumentException(
          "compression id " + id + " is unknown; allowed are 0 to " + (BY_ID.length - 1));
    }
    return BY_ID[id];
  }

  /** The type a configuration names; empty for an unknown name and for {@code producer}. */
  public static Optional<CompressionType> forConfigName(String name) {
    for (CompressionType type : BY_ID) {
      if (type.configName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
