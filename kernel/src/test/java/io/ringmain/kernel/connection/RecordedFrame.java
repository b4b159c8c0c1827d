package io.ringmain.kernel.connection;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.spi.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A frame that counts how often it is released. */
final class RecordedFrame implements Frame {
  private final byte[] bytes;
  private final ByteBuffer buffer;
  int releases;

  RecordedFrame(byte[] bytes) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes);
  }

  static RecordedFrame of(ApiKey key, int version, int correlationId, ApiMessage body) {
    RequestHeader header =
        new RequestHeader()
            .requestApiKey(key.id())
            .requestApiVersion((short) version)
            .correlationId(correlationId)
            .clientId("client");
    ByteBuffer head = ByteBufferWriter.encode(header, key.requestHeaderVersion((short) version));
    ByteBuffer tail = ByteBufferWriter.encode(body, (short) version);
    ByteBuffer whole = ByteBuffer.allocate(head.remaining() + tail.remaining());
    return new RecordedFrame(whole.put(head).put(tail).array());
  }

  /** A request in a version whose body nobody knows. */
  static RecordedFrame withVersion(ApiKey key, int version) {
    short known = key.highestVersion();
    RecordedFrame frame = of(key, known, 1, key.newRequest());
    frame.buffer.putShort(2, (short) version);
    return frame;
  }

  RecordedFrame cutBy(int count) {
    return new RecordedFrame(Arrays.copyOf(bytes, bytes.length - count));
  }

  @Override
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void release() {
    releases++;
  }
}
