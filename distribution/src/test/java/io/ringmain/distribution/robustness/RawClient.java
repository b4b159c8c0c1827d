package io.ringmain.distribution.robustness;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection that sends whatever bytes it is given. Used by one thread at a time. */
final class RawClient implements AutoCloseable {
  /** Far beyond what any answer takes on a loaded machine. */
  private static final int DEADLINE_MS = 60_000;

  /** What a client says with an error code of none. */
  static final int NONE = 0;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private int correlationId;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBufferBytes of its socket, or 0 for the system's default
   */
  RawClient(int port, int receiveBufferBytes) throws IOException {
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(DEADLINE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  int localPort() {
    return socket.getLocalPort();
  }

  void send(ByteBuffer bytes) throws IOException {
    socket
        .getOutputStream()
        .write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next response, after its correlation id. */
  ByteBuffer receive() throws IOException {
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    return ByteBuffer.wrap(frame).position(Integer.BYTES);
  }

  /** Reads to the end; true if the broker closed the connection without a byte. */
  boolean isClosedByBroker() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  /** Whether the broker answers, rather than close the connection. */
  boolean isAnswered() throws IOException {
    try {
      ByteBuffer _ = receive();
      return true;
    } catch (EOFException | java.net.SocketException closed) {
      return false;
    }
  }

  ByteBuffer call(ByteBuffer request) throws IOException {
    send(request);
    return receive();
  }

  /** A round trip that needs no topic. */
  void ask() throws IOException {
    ByteBuffer answer = call(Requests.apiVersions(++correlationId));
    if (answer.getShort() != NONE) {
      throw new IOException("no API versions");
    }
  }

  /** Creates a topic by asking for it, and waits until it has a leader. */
  void createTopic(String topic) throws IOException {
    ByteBuffer probe = Requests.fetch(++correlationId, topic, 0, 0, 0, 1);
    do {
      ByteBuffer _ = call(Requests.metadata(++correlationId, topic));
    } while (fetchError(call(probe.duplicate())) != NONE);
  }

  /** The outcome of one record batch. */
  record Produced(int error, long baseOffset) {}

  Produced produce(int acks, String topic, int partition, byte[] batch) throws IOException {
    return produced(call(Requests.produce(++correlationId, acks, topic, partition, batch)));
  }

  static Produced produced(ByteBuffer answer) {
    skipTopic(answer);
    answer.getInt();
    return new Produced(answer.getShort(), answer.getLong());
  }

  private static void skipTopic(ByteBuffer answer) {
    answer.getInt();
    int nameBytes = answer.getShort();
    answer.position(answer.position() + nameBytes + Integer.BYTES);
  }

  private static int fetchError(ByteBuffer answer) {
    answer.getInt();
    skipTopic(answer);
    answer.getInt();
    return answer.getShort();
  }

  /** Record batches from an offset on; none at the end of the log. */
  ByteBuffer fetch(String topic, int partition, long offset) throws IOException {
    ByteBuffer answer = call(Requests.fetch(++correlationId, topic, partition, offset, 0, 1 << 20));
    int error = fetchError(answer);
    if (error != NONE) {
      throw new IOException("fetch of offset " + offset + " failed with error " + error);
    }
    answer.position(answer.position() + 2 * Long.BYTES);
    int aborted = answer.getInt();
    if (aborted > 0) {
      throw new IOException("aborted transactions where there are none");
    }
    int bytes = answer.getInt();
    return answer.slice(answer.position(), bytes);
  }

  /** A producer id of its own. */
  long initProducerId() throws IOException {
    ByteBuffer answer = call(Requests.initProducerId(++correlationId));
    answer.getInt();
    int error = answer.getShort();
    if (error != NONE) {
      throw new IOException("no producer id: error " + error);
    }
    return answer.getLong();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
