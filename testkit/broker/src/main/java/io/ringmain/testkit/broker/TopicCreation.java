package io.ringmain.testkit.broker;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;

/** Creates a topic as any client does: one request on a connection of its own, which waits. */
final class TopicCreation {
  private static final short VERSION = ApiKey.CREATE_TOPICS.highestVersion();
  private static final int TIMEOUT_MS = 30_000;

  private TopicCreation() {}

  /**
   * Creates a topic of one replica.
   *
   * @throws IllegalArgumentException if the broker refuses it
   * @throws UncheckedIOException if the broker cannot be reached
   */
  static void create(String host, int port, String topic, int partitions) {
    CreateTopicsRequest.CreatableTopic asked =
        new CreateTopicsRequest.CreatableTopic()
            .name(topic)
            .numPartitions(partitions)
            .replicationFactor((short) 1);
    CreateTopicsResponse response =
        exchange(
            host, port, new CreateTopicsRequest().topics(List.of(asked)).timeoutMs(TIMEOUT_MS));
    CreateTopicsResponse.CreatableTopicResult result = response.topics().getFirst();
    if (result.errorCode() != ErrorCode.NONE.id()) {
      throw new IllegalArgumentException(
          "topic %s with %d partitions: %s, %s"
              .formatted(
                  topic,
                  partitions,
                  ErrorCode.forId(result.errorCode()).orElseThrow(),
                  result.errorMessage()));
    }
  }

  private static CreateTopicsResponse exchange(String host, int port, CreateTopicsRequest request) {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      byte[] frame = encode(request);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(frame.length);
      out.write(frame);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return decode(in.readNBytes(in.readInt()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] encode(CreateTopicsRequest request) {
    short headerVersion = ApiKey.CREATE_TOPICS.requestHeaderVersion(VERSION);
    RequestHeader header = new RequestHeader();
    header.requestApiKey(ApiKey.CREATE_TOPICS.id());
    header.requestApiVersion(VERSION);
    header.clientId("ringmain-testkit");
    byte[] frame = new byte[header.size(headerVersion) + request.size(VERSION)];
    ByteBufferWriter writer = new ByteBufferWriter(ByteBuffer.wrap(frame));
    header.write(writer, headerVersion);
    request.write(writer, VERSION);
    return frame;
  }

  private static CreateTopicsResponse decode(byte[] frame) {
    Reader reader = new Reader(ByteBuffer.wrap(frame));
    new ResponseHeader().read(reader, ApiKey.CREATE_TOPICS.responseHeaderVersion(VERSION));
    CreateTopicsResponse response = new CreateTopicsResponse();
    response.read(reader, VERSION);
    return response;
  }
}
