package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.oracle.MessageCase;
import io.ringmain.protocol.oracle.RandomBytes;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever bytes arrive: a message, or a MalformedMessageException, and little memory either way.
 */
class MalformedMessageProperties {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void truncatedMessagesAreMalformed(@ForAll long seed) {
    Random random = new Random(seed);
    for (MessageCase one : MessageCase.all()) {
      ByteBuffer bytes = RandomBytes.of(one.schema(), random);
      if (bytes.hasRemaining()) {
        bytes.limit(random.nextInt(bytes.limit()));
        assertThrows(
            MalformedMessageException.class,
            () -> one.newOurs().read(new Reader(bytes), one.version()),
            one::toString);
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void damagedMessagesAreReadOrMalformed(@ForAll long seed) {
    Random random = new Random(seed);
    for (MessageCase one : MessageCase.all()) {
      ByteBuffer bytes = RandomBytes.of(one.schema(), random);
      for (int i = 0; i < 3 && bytes.hasRemaining(); i++) {
        bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
      }
      readOrFail(one, bytes);
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void randomBytesAreReadOrMalformed(@ForAll long seed) {
    Random random = new Random(seed);
    for (MessageCase one : MessageCase.all()) {
      byte[] bytes = new byte[random.nextInt(500)];
      random.nextBytes(bytes);
      readOrFail(one, ByteBuffer.wrap(bytes));
    }
  }

  /** What claims to be long costs no more than a multiple of what is there. */
  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void memoryIsInProportionToTheBytes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[4000];
    for (MessageCase one : MessageCase.all()) {
      // Runs of one value make lengths and counts that just about fit.
      Arrays.fill(bytes, (byte) random.nextInt(random.nextBoolean() ? 256 : 16));
      bytes[random.nextInt(40)] = (byte) random.nextInt();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      readOrFail(one, ByteBuffer.wrap(bytes));
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 200L * bytes.length, () -> one + " allocates " + allocated);
    }
  }

  @Example
  void hugeCountsAreRefusedBeforeAnythingIsAllocated() {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    bytes.putShort((short) -1).putShort((short) 1).putInt(100).putInt(Integer.MAX_VALUE).rewind();
    ProduceRequest request = new ProduceRequest();

    MalformedMessageException refused =
        assertThrows(
            MalformedMessageException.class, () -> request.read(new Reader(bytes), (short) 3));

    assertEquals(
        "ProduceRequest.topicData claims a length of 2147483647, with 52 bytes left",
        refused.getMessage());
  }

  @Example
  void negativeCountsAreNoArrays() {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    bytes.putShort((short) -1).putShort((short) 1).putInt(100).putInt(-1).rewind();
    assertThrows(
        MalformedMessageException.class,
        () -> new ProduceRequest().read(new Reader(bytes), (short) 3));
  }

  @Example
  void knownTaggedFieldsHaveExactlyTheSizeTheyClaim() {
    FetchRequest request = new FetchRequest().clusterId("cluster");
    ByteBuffer bytes = ByteBufferWriter.encode(request, (short) 12);
    int size = 8; // the compact string, at the end with its size before it
    assertEquals(size, bytes.get(bytes.limit() - size - 1));
    bytes.put(bytes.limit() - size - 1, (byte) (size - 1));

    assertThrows(
        MalformedMessageException.class,
        () -> new FetchRequest().read(new Reader(bytes), (short) 12));
  }

  private static void readOrFail(MessageCase one, ByteBuffer bytes) {
    try {
      one.newOurs().read(new Reader(bytes), one.version());
    } catch (MalformedMessageException e) {
      assertTrue(!e.getMessage().isBlank());
    }
  }
}
