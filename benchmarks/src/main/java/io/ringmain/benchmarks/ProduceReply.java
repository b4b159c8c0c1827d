package io.ringmain.benchmarks;

import io.ringmain.protocol.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads as much of a produce response as tells whether the records were accepted.
 *
 * <p>Hot path: allocates nothing unless there is an error.
 *
 * <pre>
 *   correlation id int32 | tags 0x00 | topics 0x02 | name length + 1, name | partitions 0x02
 *   | partition int32 | error code int16 | …
 * </pre>
 */
final class ProduceReply {
  private static final int TOPIC_COUNT = 5;
  private static final int NAME_LENGTH = 6;
  private static final int NAME = 7;
  private static final byte ONE_ELEMENT = 2;

  private ProduceReply() {}

  static ErrorCode check(ByteBuffer frame, int expectedCorrelationId) throws IOException {
    int start = frame.position();
    int correlationId = frame.getInt(start);
    if (correlationId != expectedCorrelationId) {
      throw new BenchmarkException(
          "answer to request " + correlationId + " in place of " + expectedCorrelationId);
    }
    int partitions = start + NAME + frame.get(start + NAME_LENGTH) - 1;
    if (frame.get(start + TOPIC_COUNT) != ONE_ELEMENT || frame.get(partitions) != ONE_ELEMENT) {
      throw new BenchmarkException("a produce response that is not about one partition");
    }
    short error = frame.getShort(partitions + 1 + Integer.BYTES);
    return error == 0 ? ErrorCode.NONE : Admin.error(error);
  }
}
