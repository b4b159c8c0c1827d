package io.ringmain.protocol;

import java.nio.ByteBuffer;

/**
 * Numbers in a variable number of bytes, seven bits in each, the lowest first; the top bit says
 * that another byte follows. Signed numbers are zigzag coded before, so that small negative ones
 * stay short.
 *
 * <pre>
 *  300 = 0b10_0101100   →   1_0101100  0_0000010
 * </pre>
 *
 * <p>Hot path: no allocation. Reading moves the buffer's position and throws {@link
 * MalformedMessageException} when the number does not end within the buffer or has too many bits.
 */
public final class Varints {
  private Varints() {}

  public static int sizeOfUnsigned(int value) {
    // One byte for every started group of seven bits, at least one.
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  public static int sizeOfUnsigned(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  public static int sizeOf(int value) {
    return sizeOfUnsigned(zigzag(value));
  }

  public static int sizeOf(long value) {
    return sizeOfUnsigned(zigzag(value));
  }

  public static int zigzag(int value) {
    return (value << 1) ^ (value >> 31);
  }

  public static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  public static int readUnsigned(ByteBuffer in) {
    if (!in.hasRemaining()) {
      throw unfinished(in.position());
    }
    int first = in.get();
    return first >= 0 ? first : readRest(in, first & 0x7F);
  }

  private static int readRest(ByteBuffer in, int lowest) {
    int value = lowest;
    for (int shift = 7; shift <= 28; shift += 7) {
      if (!in.hasRemaining()) {
        throw unfinished(in.position());
      }
      int next = in.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException(
        "the varint before position " + in.position() + " has more than 32 bits");
  }

  public static int read(ByteBuffer in) {
    int value = readUnsigned(in);
    return (value >>> 1) ^ -(value & 1);
  }

  public static long readUnsignedLong(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift <= 63; shift += 7) {
      if (!in.hasRemaining()) {
        throw unfinished(in.position());
      }
      long next = in.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException(
        "the varint before position " + in.position() + " has more than 64 bits");
  }

  public static long readLong(ByteBuffer in) {
    long value = readUnsignedLong(in);
    return (value >>> 1) ^ -(value & 1);
  }

  public static void writeUnsigned(ByteBuffer out, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  public static void writeUnsigned(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  public static void write(ByteBuffer out, int value) {
    writeUnsigned(out, zigzag(value));
  }

  public static void write(ByteBuffer out, long value) {
    writeUnsigned(out, zigzag(value));
  }

  private static MalformedMessageException unfinished(int position) {
    return new MalformedMessageException("the bytes end within a varint, at position " + position);
  }
}
