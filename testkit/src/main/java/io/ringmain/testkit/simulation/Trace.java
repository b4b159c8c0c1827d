package io.ringmain.testkit.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What happened in a simulation, one line for each event, and the hash of it.
 *
 * <pre>
 *   12000000 b1/shard-0                      a task of a queue ran
 *   12340000 network c1>b1 #7 312            a frame arrived
 *   15000000 fault kill b2                   a fault began
 * </pre>
 *
 * <p>The first word is the virtual time in nanoseconds since the beginning. Lines are hashed and
 * let go; whoever wants to read them gives a stream to copy them to. One thread.
 */
public final class Trace {
  private static final int BUFFER_BYTES = 1 << 13;
  private static final int LONGEST_LINE_BYTES = 1 << 10;
  private static final int BILLION = 1_000_000_000;

  private final MessageDigest digest = sha256();
  private final OutputStream copy;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  /** Many things happen at one time: its digits are made once. */
  private long latestNs = -1;

  private byte[] latestDigits = {};
  private long lines;

  /** A trace of which only the hash remains. */
  public Trace() {
    this(OutputStream.nullOutputStream());
  }

  /** A trace that is written to a stream as well; the caller closes it. */
  public Trace(OutputStream copy) {
    this.copy = copy;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // Every JDK has it.
    }
  }

  /** A name or word as it goes into lines: made once, used often. */
  public static byte[] word(String word) {
    return word.getBytes(ISO_8859_1);
  }

  /** One line: when, and a word prepared before. */
  void line(long ns, byte[] word) {
    begin(ns);
    put(word);
    end();
  }

  /** One line: when, and what. */
  public void line(long ns, String what) {
    line(ns, word(what));
  }

  /** One line: when, a word prepared before, and numbers. */
  void line(long ns, byte[] word, long first, long second) {
    begin(ns);
    put(word);
    buffer[used++] = ' ';
    put(first);
    buffer[used++] = ' ';
    put(second);
    end();
  }

  private void begin(long ns) {
    if (used > BUFFER_BYTES - LONGEST_LINE_BYTES) {
      empty();
    }
    if (ns != latestNs) {
      int from = used;
      put(ns);
      latestDigits = Arrays.copyOfRange(buffer, from, used);
      latestNs = ns;
    } else {
      System.arraycopy(latestDigits, 0, buffer, used, latestDigits.length);
      used += latestDigits.length;
    }
    buffer[used++] = ' ';
  }

  private void end() {
    buffer[used++] = '\n';
    lines++;
  }

  private void put(byte[] bytes) {
    int length = Math.min(bytes.length, LONGEST_LINE_BYTES / 2);
    System.arraycopy(bytes, 0, buffer, used, length);
    used += length;
  }

  private void put(long number) {
    if (number < 0) {
      put(word(Long.toString(number)));
      return;
    }
    if (number < BILLION) {
      int digits = 1;
      for (int rest = (int) number / 10; rest > 0; rest /= 10) {
        digits++;
      }
      put((int) number, digits);
    } else {
      put(number / BILLION);
      put((int) (number % BILLION), 9);
    }
  }

  private void put(int number, int digits) {
    int rest = number;
    for (int i = used + digits - 1; i >= used; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
  }

  private void empty() {
    digest.update(buffer, 0, used);
    try {
      copy.write(buffer, 0, used);
      copy.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    used = 0;
  }

  /** How many lines there are. */
  public long lines() {
    return lines;
  }

  /** The hash of all lines so far, in hexadecimal; more may follow. */
  public String hash() {
    empty();
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible); // The JDK's own can be cloned.
    }
  }
}
