package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
  private static final int BUFFER_BYTES = 32;

  private ServerSocketChannel server;
  private SocketChannel peer;
  private Connection connection;

  @BeforeEach
  void connect() throws IOException {
    server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    connection = Connection.open(port, BUFFER_BYTES, Duration.ofMinutes(1));
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    peer.close();
    server.close();
  }

  @Test
  void framesComeOneByOneHoweverTheyArrive() throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(1024);
    for (int i = 0; i < 20; i++) {
      frames.putInt(4 + i).putInt(i).put(new byte[i]);
    }
    peer.write(frames.flip());
    for (int i = 0; i < 20; i++) {
      ByteBuffer frame = connection.nextFrame();
      assertEquals(4 + i, frame.remaining());
      assertEquals(i, frame.getInt());
    }
  }

  @Test
  void theBufferGrowsForALargeFrame() throws IOException {
    int sizeBytes = 10 * BUFFER_BYTES;
    peer.write(ByteBuffer.allocate(4 + sizeBytes).putInt(0, sizeBytes).putInt(4, 9));
    ByteBuffer frame = connection.nextFrame();
    assertEquals(sizeBytes, frame.remaining());
    assertEquals(9, frame.getInt());
  }

  @Test
  void anImpossibleLengthAndAnEndAreErrors() throws IOException {
    peer.write(ByteBuffer.allocate(4).putInt(0, -1));
    assertThrows(BenchmarkException.class, connection::nextFrame);
    peer.close();
    assertThrows(IOException.class, connection::nextFrame);
  }

  @Test
  void aClosedConnectionIsAnEnd() throws IOException {
    peer.close();
    assertThrows(EOFException.class, connection::nextFrame);
  }
}
