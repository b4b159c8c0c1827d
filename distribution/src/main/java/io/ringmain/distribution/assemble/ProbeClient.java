package io.ringmain.distribution.assemble;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import io.ringmain.protocol.record.RecordBatchBuilder;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The client of a trial: makes a topic, writes a record, reads it back. One connection, one thread,
 * which blocks.
 */
final class ProbeClient implements AutoCloseable {
  private static final String TOPIC = "trial";
  private static final short CREATE_TOPICS_VERSION = 5;
  private static final short PRODUCE_VERSION = 11;
  private static final short FETCH_VERSION = 12;
  private static final int TIMEOUT_MS = 30_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final long RETRY_MS = 2;

  private final Socket socket;
  private int correlationId;

  private ProbeClient(Socket socket) {
    this.socket = socket;
  }

  static ProbeClient connect(String host, int port) throws IOException {
    Socket socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    return new ProbeClient(socket);
  }

  /** Returns when a record of a new topic has been acknowledged by all replicas. */
  void produce(byte[] value) throws IOException, InterruptedException {
    createTopic();
    RecordBatchBuilder builder = new RecordBatchBuilder();
    builder.begin(0);
    ByteBuffer records = builder.append(0, null, value).build();
    ProduceRequest request =
        new ProduceRequest()
            .acks((short) -1)
            .timeoutMs(TIMEOUT_MS)
            .topicData(
                List.of(
                    new ProduceRequest.TopicProduceData()
                        .name(TOPIC)
                        .partitionData(
                            List.of(
                                new ProduceRequest.PartitionProduceData()
                                    .index(0)
                                    .records(new BufferRecords(records))))));
    while (true) {
      ProduceResponse response = (ProduceResponse) call(request, PRODUCE_VERSION);
      if (isDone(response.responses().getFirst().partitionResponses().getFirst().errorCode())) {
        return;
      }
      Thread.sleep(RETRY_MS);
    }
  }

  private void createTopic() throws IOException, InterruptedException {
    CreateTopicsRequest request =
        new CreateTopicsRequest()
            .timeoutMs(TIMEOUT_MS)
            .topics(
                List.of(
                    new CreateTopicsRequest.CreatableTopic()
                        .name(TOPIC)
                        .numPartitions(1)
                        .replicationFactor((short) 1)));
    while (true) {
      CreateTopicsResponse response = (CreateTopicsResponse) call(request, CREATE_TOPICS_VERSION);
      if (isDone(response.topics().getFirst().errorCode())) {
        return;
      }
      Thread.sleep(RETRY_MS);
    }
  }

  /** A new partition may be told of a moment before it is served. */
  private static boolean isDone(short errorCode) throws IOException {
    ErrorCode error = ErrorCode.forId(errorCode).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
    if (error != ErrorCode.NONE && !error.retriable()) {
      throw new IOException("the broker refused: " + error);
    }
    return error == ErrorCode.NONE;
  }

  /** Whether the value stands in what is read back. */
  boolean fetches(byte[] value) throws IOException {
    FetchRequest request =
        new FetchRequest()
            .replicaId(-1)
            .maxWaitMs(TIMEOUT_MS / 2)
            .minBytes(1)
            .maxBytes(MOST_BYTES)
            .sessionEpoch(-1)
            .topics(
                List.of(
                    new FetchRequest.FetchTopic()
                        .topic(TOPIC)
                        .partitions(
                            List.of(
                                new FetchRequest.FetchPartition()
                                    .partition(0)
                                    .partitionMaxBytes(MOST_BYTES)))));
    FetchResponse response = (FetchResponse) call(request, FETCH_VERSION);
    BufferRecords records =
        (BufferRecords) response.responses().getFirst().partitions().getFirst().records();
    ByteBuffer bytes = records.buffer();
    for (int at = bytes.position(); at <= bytes.limit() - value.length; at++) {
      if (bytes.slice(at, value.length).equals(ByteBuffer.wrap(value))) {
        return true;
      }
    }
    return false;
  }

  private ApiMessage call(ApiMessage request, short version) throws IOException {
    correlationId++;
    RequestHeader header =
        new RequestHeader()
            .requestApiKey(request.apiKey().id())
            .requestApiVersion(version)
            .correlationId(correlationId)
            .clientId("ringmain-trial");
    short headerVersion = request.apiKey().requestHeaderVersion(version);
    int sizeBytes = header.size(headerVersion) + request.size(version);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + sizeBytes);
    ByteBufferWriter writer = new ByteBufferWriter(frame);
    writer.writeInt(sizeBytes);
    header.write(writer, headerVersion);
    request.write(writer, version);
    socket.getOutputStream().write(frame.array());
    return answer(request, version);
  }

  private ApiMessage answer(ApiMessage request, short version) throws IOException {
    int sizeBytes = ByteBuffer.wrap(read(Integer.BYTES)).getInt();
    if (sizeBytes < Integer.BYTES || sizeBytes > 2 * MOST_BYTES) {
      throw new IOException("the broker sent a frame of " + sizeBytes + " bytes");
    }
    Reader in = new Reader(ByteBuffer.wrap(read(sizeBytes)));
    ResponseHeader header = new ResponseHeader();
    header.read(in, request.apiKey().responseHeaderVersion(version));
    if (header.correlationId() != correlationId) {
      throw new IOException("the broker answered another request");
    }
    ApiMessage response = request.apiKey().newResponse();
    response.read(in, version);
    return response;
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("the broker closed the connection");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
