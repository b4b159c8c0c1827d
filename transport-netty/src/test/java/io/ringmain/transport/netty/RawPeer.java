package io.ringmain.transport.netty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** The other side of a connection: a plain blocking socket. */
final class RawPeer implements AutoCloseable {
  final Socket socket;
  final DataInputStream in;
  private final DataOutputStream out;

  RawPeer(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBufferBytes how much the kernel takes in when nobody reads; 0 for its default
   */
  RawPeer(int port, int receiveBufferBytes) throws IOException {
    this(new Socket(), port, receiveBufferBytes);
  }

  RawPeer(Socket unconnected, int port, int receiveBufferBytes) throws IOException {
    socket = unconnected;
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  static byte[] framed(byte[]... contents) {
    int bytes = 0;
    for (byte[] content : contents) {
      bytes += 4 + content.length;
    }
    ByteBuffer frames = ByteBuffer.allocate(bytes);
    for (byte[] content : contents) {
      frames.putInt(content.length).put(content);
    }
    return frames.array();
  }

  /** Bytes 0, 1, 2… from a seed on. */
  static byte[] pattern(int bytes, int seed) {
    byte[] content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) (seed + i * 31 + (i >> 8));
    }
    return content;
  }

  void sendFrame(byte[] content) throws IOException {
    send(framed(content));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends, unless the other side ends the connection meanwhile. */
  void sendOrEnd(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException ended) {
      // The test looks at what came of it.
    }
  }

  void sendLength(int length) throws IOException {
    out.writeInt(length);
    out.flush();
  }

  byte[] readFrame() throws IOException {
    byte[] content = new byte[in.readInt()];
    in.readFully(content);
    return content;
  }

  /** Whether the connection is over: closed, or reset. */
  boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return !(reset instanceof SocketTimeoutException);
    }
  }

  /** Ends the connection before the test does. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
