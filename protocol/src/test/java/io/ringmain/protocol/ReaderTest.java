package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a reader believes of counts. */
class ReaderTest {

  @Test
  void countsTheElementsOfAllArrays() {
    ByteBuffer bytes = ByteBuffer.allocate(20).putInt(0, 3).putInt(4, 2);
    Reader reader = new Reader(bytes, 5);
    assertEquals(3, reader.readArrayCount("Message", "one", 1));
    assertEquals(2, reader.readArrayCount("Message", "two", 1));
    assertEquals(5, reader.elements());
  }

  @Test
  void refusesMoreElementsThanAreAllowedThoughTheBytesBearThemOut() {
    ByteBuffer bytes = ByteBuffer.allocate(20).putInt(0, 3).putInt(4, 3);
    Reader reader = new Reader(bytes, 5);
    assertEquals(3, reader.readArrayCount("Message", "one", 1));
    assertThrows(MalformedMessageException.class, () -> reader.readArrayCount("Message", "two", 1));
  }

  @Test
  void countsTaggedFieldsAsElements() {
    ByteBuffer bytes = ByteBuffer.allocate(20).put(0, (byte) 6);
    Reader reader = new Reader(bytes, 5);
    assertThrows(MalformedMessageException.class, () -> reader.readTaggedFieldCount("Message"));
  }
}
