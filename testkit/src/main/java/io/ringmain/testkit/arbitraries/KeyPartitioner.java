package io.ringmain.testkit.arbitraries;

/**
 * Which partition Kafka's producers choose for a record with a key: murmur2 of the key's bytes,
 * without its sign, modulo the number of partitions.
 */
public final class KeyPartitioner {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private KeyPartitioner() {}

  /** The partition of a key. */
  public static int partition(Bytes key, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions; at least 1 is needed");
    }
    return (murmur2(key) & Integer.MAX_VALUE) % partitions;
  }

  /** Austin Appleby's MurmurHash2, 32 bits, with the seed that Kafka's producers use. */
  public static int murmur2(Bytes key) {
    byte[] bytes = key.toArray();
    int hash = SEED ^ bytes.length;
    int tail = bytes.length & ~3;
    for (int i = 0; i < tail; i += 4) {
      int word = littleEndian(bytes, i, 4) * M;
      hash = (hash * M) ^ ((word ^ (word >>> R)) * M);
    }
    if (tail < bytes.length) {
      hash = (hash ^ littleEndian(bytes, tail, bytes.length - tail)) * M;
    }
    hash = (hash ^ (hash >>> 13)) * M;
    return hash ^ (hash >>> 15);
  }

  private static int littleEndian(byte[] bytes, int position, int count) {
    int word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes[position + i] & 0xff) << (8 * i);
    }
    return word;
  }
}
