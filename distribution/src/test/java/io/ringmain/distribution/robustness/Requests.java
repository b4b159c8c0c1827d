package io.ringmain.distribution.robustness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Requests encoded by hand, in versions with the plain old encoding: what goes over the wire is
 * known byte for byte, and owes nothing to the codecs under test.
 */
final class Requests {
  private static final int MOST_HEADER_BYTES = 64;
  private static final int MS = 30_000;

  private Requests() {}

  static ByteBuffer header(int apiKey, int version, int correlationId, int bodyBytes) {
    ByteBuffer buffer = ByteBuffer.allocate(MOST_HEADER_BYTES + bodyBytes);
    buffer.putInt(0).putShort((short) apiKey).putShort((short) version).putInt(correlationId);
    return string(buffer, "raw");
  }

  static ByteBuffer string(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return buffer.putShort((short) bytes.length).put(bytes);
  }

  /** Puts the length in front. */
  static ByteBuffer framed(ByteBuffer buffer) {
    buffer.flip();
    return buffer.putInt(0, buffer.remaining() - Integer.BYTES);
  }

  static ByteBuffer produce(
      int correlationId, int acks, String topic, int partition, byte[] batch) {
    ByteBuffer buffer = header(0, 7, correlationId, 64 + topic.length() + batch.length);
    buffer.putShort((short) -1).putShort((short) acks).putInt(MS).putInt(1);
    string(buffer, topic).putInt(1).putInt(partition).putInt(batch.length).put(batch);
    return framed(buffer);
  }

  static ByteBuffer fetch(
      int correlationId, String topic, int partition, long offset, int maxWaitMs, int maxBytes) {
    ByteBuffer buffer = header(1, 4, correlationId, 64 + topic.length());
    buffer.putInt(-1).putInt(maxWaitMs).putInt(1).putInt(maxBytes).put((byte) 0).putInt(1);
    string(buffer, topic).putInt(1).putInt(partition).putLong(offset).putInt(maxBytes);
    return framed(buffer);
  }

  static ByteBuffer metadata(int correlationId, String topic) {
    ByteBuffer buffer = header(3, 4, correlationId, 64 + topic.length()).putInt(1);
    return framed(string(buffer, topic).put((byte) 1));
  }

  /** Metadata of many topics without a name: two bytes each. */
  static ByteBuffer metadataOfNameless(int correlationId, int topics) {
    ByteBuffer buffer = header(3, 4, correlationId, 8 + 2 * topics).putInt(topics);
    return framed(buffer.position(buffer.position() + 2 * topics).put((byte) 0));
  }

  static ByteBuffer apiVersions(int correlationId) {
    return framed(header(18, 0, correlationId, 0));
  }

  static ByteBuffer initProducerId(int correlationId) {
    return framed(header(22, 0, correlationId, 8).putShort((short) -1).putInt(MS));
  }

  /** DeleteRecords of all that is below an offset. */
  static ByteBuffer deleteRecords(int correlationId, String topic, int partition, long offset) {
    ByteBuffer buffer = header(21, 0, correlationId, 64 + topic.length()).putInt(1);
    string(buffer, topic).putInt(1).putInt(partition).putLong(offset).putInt(MS);
    return framed(buffer);
  }
}
