package io.ringmain.benchmarks;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.message.RequestHeader;
import java.nio.ByteBuffer;

/**
 * A request that is encoded once and sent many times.
 *
 * <p>Only the correlation id, and the fetch offset if there is one, are patched between two sends.
 * Belongs to one connection's thread. Hot path: allocates nothing.
 *
 * <pre>
 *   length int32 | API key int16 | version int16 | correlation id int32 | client id … | body
 *   0              4               6               8
 * </pre>
 */
final class ReplayedRequest {
  static final String CLIENT_ID = "ringmain-benchmark";

  /** Stands in the encoded message where a fetch offset is to be patched in. */
  static final long OFFSET_MARK = 0x7A11_5EED_0FF5_E75BL;

  private static final int CORRELATION_ID = 8;

  private final ByteBuffer frame;
  private final int offsetPosition;

  private ReplayedRequest(ByteBuffer frame) {
    this.frame = frame;
    this.offsetPosition = positionOf(frame, OFFSET_MARK);
  }

  static ReplayedRequest of(ApiMessage request, int version) {
    short apiVersion = (short) version;
    RequestHeader header =
        new RequestHeader()
            .requestApiKey(request.apiKey().id())
            .requestApiVersion(apiVersion)
            .clientId(CLIENT_ID);
    short headerVersion = request.apiKey().requestHeaderVersion(apiVersion);
    int sizeBytes = header.size(headerVersion) + request.size(apiVersion);
    ByteBuffer frame = ByteBuffer.allocateDirect(Integer.BYTES + sizeBytes);
    ByteBufferWriter writer = new ByteBufferWriter(frame);
    writer.writeInt(sizeBytes);
    header.write(writer, headerVersion);
    request.write(writer, apiVersion);
    return new ReplayedRequest(frame.flip());
  }

  private static int positionOf(ByteBuffer frame, long value) {
    for (int position = CORRELATION_ID; position + Long.BYTES <= frame.limit(); position++) {
      if (frame.getLong(position) == value) {
        return position;
      }
    }
    return -1;
  }

  ReplayedRequest correlationId(int correlationId) {
    frame.putInt(CORRELATION_ID, correlationId);
    return this;
  }

  ReplayedRequest fetchOffset(long fetchOffset) {
    if (offsetPosition < 0) {
      throw new IllegalStateException("the request was encoded without OFFSET_MARK");
    }
    frame.putLong(offsetPosition, fetchOffset);
    return this;
  }

  /** The whole frame, ready to be written. */
  ByteBuffer frame() {
    return frame.rewind();
  }
}
