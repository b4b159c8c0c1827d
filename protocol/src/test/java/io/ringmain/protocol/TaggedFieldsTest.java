package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.RequestHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tagged fields that are not known survive, in order, among those that are. */
class TaggedFieldsTest {
  private static final short VERSION = 18;

  @Test
  void unknownTaggedFieldsSurvive() {
    FetchResponse.PartitionData partition = new FetchResponse.PartitionData().partitionIndex(3);
    partition.currentLeader().leaderId(7);
    partition.unknownTaggedFields().add(raw(5, "five"));
    partition.unknownTaggedFields().add(raw(300, "three hundred"));
    FetchResponse.FetchableTopicResponse topic = new FetchResponse.FetchableTopicResponse();
    topic.partitions().add(partition);
    FetchResponse response = new FetchResponse();
    response.responses().add(topic);

    ByteBuffer bytes = ByteBufferWriter.encode(response, VERSION);
    FetchResponse read = new FetchResponse(new Reader(bytes.duplicate()), VERSION);

    assertEquals(response, read);
    assertEquals(
        List.of(raw(5, "five"), raw(300, "three hundred")),
        read.responses().getFirst().partitions().getFirst().unknownTaggedFields());
    assertEquals(bytes, ByteBufferWriter.encode(read, VERSION));
  }

  @Test
  void unknownTaggedFieldsAreWrittenBetweenKnownOnes() {
    FetchRequest request = new FetchRequest().clusterId("c");
    request.replicaState().replicaId(1);
    request.unknownTaggedFields().add(raw(9, "nine"));
    ByteBuffer bytes = ByteBufferWriter.encode(request, (short) 15);
    assertEquals(request, new FetchRequest(new Reader(bytes), (short) 15));
  }

  @Test
  void tagsOutOfOrderAreRefused() {
    RequestHeader header = new RequestHeader().clientId("c");
    header.unknownTaggedFields().add(raw(2, "two"));
    header.unknownTaggedFields().add(raw(1, "one"));
    assertThrows(IllegalArgumentException.class, () -> ByteBufferWriter.encode(header, (short) 2));
  }

  @Test
  void aTagThatIsKnownIsNotAmongTheUnknownOnes() {
    FetchRequest request = new FetchRequest().clusterId("c");
    request.unknownTaggedFields().add(raw(0, "zero"));
    assertThrows(IllegalArgumentException.class, () -> ByteBufferWriter.encode(request, VERSION));
  }

  @Test
  void versionsWithoutTaggedFieldsRefuseThem() {
    RequestHeader header = new RequestHeader().clientId("c");
    header.unknownTaggedFields().add(raw(1, "one"));
    UnsupportedFieldException refused =
        assertThrows(
            UnsupportedFieldException.class, () -> ByteBufferWriter.encode(header, (short) 1));
    assertEquals(
        "RequestHeader.unknownTaggedFields is not empty, which version 1 cannot express",
        refused.getMessage());
  }

  private static RawTaggedField raw(int tag, String data) {
    return new RawTaggedField(tag, ByteBuffer.wrap(data.getBytes(StandardCharsets.UTF_8)));
  }
}
