package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.message.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProduceReplyTest {
  @Test
  void findsTheErrorCodeBehindATopicNameOfAnyLength() throws IOException {
    for (String topic : List.of("t", "load-c-1234567890123456")) {
      assertEquals(ErrorCode.NONE, ProduceReply.check(frame(7, topic, 0), 7));
      assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, ProduceReply.check(frame(7, topic, 6), 7));
    }
  }

  @Test
  void refusesAnAnswerToAnotherRequest() {
    assertThrows(BenchmarkException.class, () -> ProduceReply.check(frame(7, "t", 0), 8));
  }

  /** A response as it lies in a connection's buffer, not at its beginning. */
  private static ByteBuffer frame(int correlationId, String topic, int errorCode) {
    ByteBuffer buffer = ByteBuffer.allocate(1024).position(100);
    ByteBufferWriter writer = new ByteBufferWriter(buffer);
    new ResponseHeader().correlationId(correlationId).write(writer, (short) 1);
    new ProduceResponse()
        .responses(
            List.of(
                new ProduceResponse.TopicProduceResponse()
                    .name(topic)
                    .partitionResponses(
                        List.of(
                            new ProduceResponse.PartitionProduceResponse()
                                .index(3)
                                .errorCode((short) errorCode)
                                .baseOffset(99)))))
        .write(writer, (short) ProducedBatch.PRODUCE_VERSION);
    return buffer.limit(buffer.position()).position(100);
  }
}
