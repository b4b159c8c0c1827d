package org.example.transport.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the suite leaves to a plugin's own tests, by raw sockets. */
final class NioRulesTest {
  private static final int FRAME_BYTES = 200_000;

  @Test
  void t1_settingThatIsNotAllowedIsNamedAndLeavesNothingBehind() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> open(Map.of("stall.timeout.ms", "1")));
    assertTrue(refused.getMessage().contains("stall.timeout.ms=1"), refused.getMessage());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("nio-transport")));
  }

  @Test
  void tlsIsRefused() {
    try (Transport transport = open(Map.of())) {
      TlsConfig tls = new TlsConfig(true, Map.of());
      ListenerConfig config = new ListenerConfig("SSL", "127.0.0.1", 0, 5, tls, -1, 9, 9);
      IOException refused = assertThrows(IOException.class, () -> transport.bind(config));
      assertTrue(refused.getMessage().contains("listener SSL wants TLS"), refused.getMessage());
    }
  }

  /** Three that stop half-way want more memory than there is: not all of them may go on. */
  @Test
  void t11_frameThatKeepsOthersWaitingEndsItsConnection() throws IOException {
    try (Transport transport = open(Map.of("stall.timeout.ms", "100"));
        BoundListener listener = listen(transport, -1, 9);
        Socket working = connect(listener)) {
      List<CompletableFuture<Void>> ends = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Socket stalling = connect(listener);
        new DataOutputStream(stalling.getOutputStream()).writeInt(FRAME_BYTES);
        stalling.getOutputStream().write(new byte[FRAME_BYTES / 2]);
        ends.add(
            CompletableFuture.runAsync(() -> assertEnds(stalling), Thread::startVirtualThread));
      }
      do {
        assertEchoes(working);
      } while (ends.stream().noneMatch(CompletableFuture::isDone));
      transport.close();
      ends.forEach(CompletableFuture::join);
    }
  }

  @Test
  void t15_limitMayChange() throws IOException {
    try (Transport transport = open(Map.of());
        BoundListener listener = listen(transport, -1, 1);
        Socket first = connect(listener)) {
      assertEchoes(first);
      assertEnds(connect(listener));
      assertTrue(listener.limit(new ConnectionLimits(9, 1, Map.of("127.0.0.1", 2))));
      try (Socket second = connect(listener)) {
        assertEchoes(second);
        assertEnds(connect(listener));
      }
    }
  }

  @Test
  void idleConnectionIsClosed() throws IOException {
    try (Transport transport = open(Map.of());
        BoundListener listener = listen(transport, 1, 9)) {
      assertEnds(connect(listener));
    }
  }

  private static Transport open(Map<String, String> settings) {
    NioTransportProvider provider = new NioTransportProvider();
    return provider.open(
        new TransportContext(
            new PluginSettings("transport.nio.", provider.settings(), settings),
            2,
            FRAME_BYTES,
            FRAME_BYTES,
            -1,
            -1,
            Path.of("")));
  }

  private static BoundListener listen(Transport transport, long idleTimeoutMs, int connections)
      throws IOException {
    BoundListener listener =
        transport.bind(
            new ListenerConfig(
                "PLAINTEXT",
                "127.0.0.1",
                0,
                5,
                TlsConfig.NONE,
                idleTimeoutMs,
                connections,
                Integer.MAX_VALUE));
    listener.accept(Echo::new);
    return listener;
  }

  private static Socket connect(BoundListener listener) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.port());
  }

  private static void assertEchoes(Socket socket) throws IOException {
    // In one piece: who is slow between two would keep others waiting.
    socket.getOutputStream().write(new byte[] {0, 0, 0, 3, 1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, receive(socket));
  }

  private static byte[] receive(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return in.readNBytes(in.readInt());
  }

  /** A reset is an end as well: what the peer had sent was not read. */
  private static void assertEnds(Socket socket) {
    try (socket) {
      assertEquals(-1, socket.getInputStream().read());
    } catch (IOException reset) {
      assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
    }
  }

  /** Sends every frame back. */
  private record Echo(Connection connection) implements FrameHandler {
    @Override
    public void onFrame(Frame frame) {
      connection.send(List.of(new FramePart.Buffer(frame.buffer())));
      frame.release();
    }

    @Override
    public void onWake() {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(Optional<Throwable> cause) {}
  }
}
