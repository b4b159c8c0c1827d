package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.protocol.oracle.MessageCase;
import io.ringmain.protocol.oracle.RandomBytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Every message in every version has the same bytes as in Kafka; Kafka's own classes are the
 * oracle.
 */
class MessageCodecProperties {

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void bytesAreKafkasBothWays(@ForAll long seed) {
    for (MessageCase one : MessageCase.all()) {
      ByteBuffer random = RandomBytes.of(one.schema(), new Random(seed));
      ByteBuffer theirs = one.writeTheirs(one.readTheirs(random));

      Message ours = one.readOurs(random);
      ByteBuffer written = one.writeOurs(ours);

      assertEquals(hex(theirs), hex(written), () -> one + " seed " + seed + " " + ours);
      assertEquals(one.readTheirs(random), one.readTheirs(written), one::toString);
      assertEquals(theirs.remaining(), ours.size(one.version()), one::toString);
    }
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void readingDirectMemoryOrTheHeapIsTheSame(@ForAll long seed) {
    for (MessageCase one : MessageCase.all()) {
      ByteBuffer heap = RandomBytes.of(one.schema(), new Random(seed));
      ByteBuffer direct = ByteBuffer.allocateDirect(heap.remaining() + 3).position(3);
      direct.put(heap.duplicate()).flip().position(3);

      Message fromHeap = one.readOurs(heap);
      Message fromDirect = one.readOurs(direct);

      assertEquals(fromHeap, fromDirect, one::toString);
      assertEquals(fromHeap.hashCode(), fromDirect.hashCode(), one::toString);
      assertEquals(fromHeap.toString(), fromDirect.toString(), one::toString);
    }
  }

  /** Fields that a version lacks are dropped or refused exactly where Kafka does so. */
  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void olderVersionsDropOrRefuseWhatKafkaDropsOrRefuses(@ForAll long seed) {
    for (MessageCase highest : MessageCase.highestVersions()) {
      ByteBuffer random = RandomBytes.sparse(highest.schema(), new Random(seed));
      Message ours = highest.readOurs(random);
      var theirs = highest.readTheirs(random);
      for (MessageCase older : MessageCase.of(highest.ours())) {
        String expected = outcome(() -> older.writeTheirs(theirs));
        String actual = outcome(() -> older.writeOurs(ours));
        assertEquals(expected, actual, () -> older + " seed " + seed + " " + ours);
      }
    }
  }

  private interface Encoding {
    ByteBuffer encode();
  }

  private static String outcome(Encoding encoding) {
    try {
      return hex(encoding.encode());
    } catch (UnsupportedFieldException
        | org.apache.kafka.common.errors.UnsupportedVersionException
        | NullPointerException e) {
      return "refused";
    }
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void readingAgainForgetsWhatWasThereBefore(@ForAll long seed) {
    Random random = new Random(seed);
    for (MessageCase one : MessageCase.all()) {
      Message used = one.readOurs(RandomBytes.of(one.schema(), random));
      ByteBuffer bytes = RandomBytes.of(one.schema(), random);
      used.read(new Reader(bytes.duplicate()), one.version());
      assertEquals(one.readOurs(bytes), used, one::toString);
    }
  }

  @Example
  void versionsThatAreNotThereAreRefused() {
    for (MessageCase highest : MessageCase.highestVersions()) {
      Message message = highest.newOurs();
      short above = (short) (highest.version() + 1);
      assertThrows(IllegalArgumentException.class, () -> ByteBufferWriter.encode(message, above));
      assertThrows(
          IllegalArgumentException.class,
          () -> message.read(new Reader(ByteBuffer.allocate(0)), above));
    }
  }

  @Example
  void everyMessageIsThere() {
    assertEquals(277, MessageCase.highestVersions().size());
    assertFalse(MessageCase.all().isEmpty());
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
