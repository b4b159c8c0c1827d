package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** Varints have Kafka's bytes. */
class VarintsProperties {

  @Property
  void unsignedIntsAreKafkas(@ForAll int value) {
    ByteBuffer theirs = ByteBuffer.allocate(10);
    new ByteBufferAccessor(theirs).writeUnsignedVarint(value);
    ByteBuffer ours = ByteBuffer.allocate(10);
    Varints.writeUnsigned(ours, value);

    assertEquals(theirs, ours);
    assertEquals(theirs.flip(), ours.flip());
    assertEquals(ours.remaining(), Varints.sizeOfUnsigned(value));
    assertEquals(value, Varints.readUnsigned(ours));
  }

  @Property
  void intsAreKafkas(@ForAll int value) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    Varints.write(bytes, value);

    bytes.flip();
    assertEquals(bytes.remaining(), Varints.sizeOf(value));
    assertEquals(value, new ByteBufferAccessor(bytes.duplicate()).readVarint());
    assertEquals(value, Varints.read(bytes));
  }

  @Property
  void longsAreKafkas(@ForAll long value) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    Varints.write(bytes, value);

    bytes.flip();
    assertEquals(bytes.remaining(), Varints.sizeOf(value));
    assertEquals(value, new ByteBufferAccessor(bytes.duplicate()).readVarlong());
    assertEquals(value, Varints.readLong(bytes));
  }

  @Property
  void unsignedLongsComeBack(@ForAll long value) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    Varints.writeUnsigned(bytes, value);

    bytes.flip();
    assertEquals(bytes.remaining(), Varints.sizeOfUnsigned(value));
    assertEquals(value, Varints.readUnsignedLong(bytes));
  }

  @Example
  void numbersThatDoNotEndAreMalformed() {
    ByteBuffer unfinished = ByteBuffer.wrap(new byte[] {-1, -1});
    assertThrows(MalformedMessageException.class, () -> Varints.readUnsigned(unfinished));
    ByteBuffer tooLong = ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0});
    assertThrows(MalformedMessageException.class, () -> Varints.readUnsigned(tooLong.duplicate()));
    assertThrows(
        MalformedMessageException.class, () -> Varints.readUnsignedLong(tooLong.duplicate()));
  }

  @Property
  void utf8LengthIsThatOfTheEncodedText(@ForAll String text) {
    assertEquals(text.getBytes(StandardCharsets.UTF_8).length, Utf8.length(text));
  }

  @Property
  void textsAreWrittenAsUtf8(@ForAll String text) {
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    for (ByteBuffer buffer :
        new ByteBuffer[] {
          ByteBuffer.allocate(expected.length), ByteBuffer.allocateDirect(expected.length)
        }) {
      new ByteBufferWriter(buffer).writeUtf8(text, Utf8.length(text));
      assertEquals(ByteBuffer.wrap(expected), buffer.flip());
    }
  }

  @Property
  void uuidTextsAreKafkas(@ForAll long most, @ForAll long least) {
    UUID uuid = new UUID(most, least);
    String text = new Uuid(most, least).toString();
    assertEquals(text, KafkaUuid.format(uuid));
    assertEquals(uuid, KafkaUuid.parse(text));
  }

  @Property
  void whatIsNoUuidIsRefused(@ForAll String text) {
    try {
      KafkaUuid.format(KafkaUuid.parse(text));
    } catch (IllegalArgumentException e) {
      assertEquals(IllegalArgumentException.class, e.getClass());
    }
  }
}
