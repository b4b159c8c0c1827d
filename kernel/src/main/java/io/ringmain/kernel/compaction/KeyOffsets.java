package io.ringmain.kernel.compaction;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The last offset of each key, in bounded memory: an open-addressing table of key hashes.
 *
 * <pre>
 *   slot   | MD5 of the key, 16 bytes | offset + 1, 8 bytes; 0 is a free slot |
 * </pre>
 *
 * <p>A key is known by its hash alone, as in Kafka: two keys with the same one do not occur. The
 * table grows as keys come; while it is copied to a larger one both count against the bound.
 * Belongs to one compaction. Nothing is allocated per key.
 */
final class KeyOffsets {
  static final int SLOT_BYTES = 24;

  /** What {@link #get} says of a key that is not in the table. */
  static final long UNKNOWN = -1;

  private static final int SLOT_LONGS = 3;
  private static final int HASH_BYTES = 16;
  private static final int FIRST_SLOTS = 256;
  private static final int GROWTH = 2;

  /** One for a key and a free one, at which a search ends. */
  private static final int LEAST_SLOTS = 2;

  private final MessageDigest digest;
  private final byte[] hashBytes = new byte[HASH_BYTES];
  private final ByteBuffer hash = ByteBuffer.wrap(hashBytes);
  private final long maxBytes;
  private final double loadFactor;
  private long[] slots;
  private int mask;
  private int size;
  private int capacity;

  /**
   * @param maxBytes the most memory it may take; two slots are taken in any case
   * @param loadFactor the share of slots that may be used, 0 to 1
   */
  KeyOffsets(long maxBytes, double loadFactor) {
    try {
      this.digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has MD5", impossible);
    }
    this.maxBytes = maxBytes;
    this.loadFactor = loadFactor;
    int first = FIRST_SLOTS;
    while (first > LEAST_SLOTS && (long) first * SLOT_BYTES > maxBytes) {
      first /= GROWTH;
    }
    resize(first);
  }

  private void resize(int newSlots) {
    long[] old = slots;
    slots = new long[newSlots * SLOT_LONGS];
    mask = newSlots - 1;
    capacity = Math.clamp((long) (newSlots * loadFactor), 1, newSlots - 1);
    if (old != null) {
      for (int at = 0; at < old.length; at += SLOT_LONGS) {
        if (old[at + 2] != 0) {
          System.arraycopy(old, at, slots, slotOf(old[at], old[at + 1]), SLOT_LONGS);
        }
      }
    }
  }

  int size() {
    return size;
  }

  /**
   * Notes that a key has a record at an offset, above all offsets it had before.
   *
   * @return false when the table is full and does not know the key
   */
  boolean put(ByteBuffer key, long offset) {
    hash(key);
    int at = slotOf(hash.getLong(0), hash.getLong(Long.BYTES));
    if (slots[at + 2] == 0) {
      if (size == capacity) {
        if (!mayGrow()) {
          return false;
        }
        resize((mask + 1) * GROWTH);
        at = slotOf(hash.getLong(0), hash.getLong(Long.BYTES));
      }
      slots[at] = hash.getLong(0);
      slots[at + 1] = hash.getLong(Long.BYTES);
      size++;
    }
    slots[at + 2] = offset + 1;
    return true;
  }

  /** The last offset noted for a key, or {@link #UNKNOWN}. */
  long get(ByteBuffer key) {
    hash(key);
    return slots[slotOf(hash.getLong(0), hash.getLong(Long.BYTES)) + 2] - 1;
  }

  private boolean mayGrow() {
    long newSlots = (mask + 1L) * GROWTH;
    return newSlots * SLOT_LONGS <= Integer.MAX_VALUE - 16
        && (newSlots + mask + 1) * SLOT_BYTES <= maxBytes;
  }

  /** Index of the slot that has this hash, or of the free one where it belongs. */
  private int slotOf(long high, long low) {
    int slot = (int) low & mask;
    while (true) {
      int at = slot * SLOT_LONGS;
      if (slots[at + 2] == 0 || (slots[at] == high && slots[at + 1] == low)) {
        return at;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void hash(ByteBuffer key) {
    digest.update(key.duplicate());
    try {
      digest.digest(hashBytes, 0, HASH_BYTES);
    } catch (DigestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
