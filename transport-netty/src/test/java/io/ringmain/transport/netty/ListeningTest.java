package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Opening, binding, accepting, connecting and closing: rules T1 to T3. */
class ListeningTest {

  @Test
  void t1_failedOpenNamesTheSettingAndLeavesNoThread() {
    NettyTransportProvider provider = new NettyTransportProvider();
    PluginSettings settings =
        new PluginSettings("transport.netty.", provider.settings(), Map.of("io", "kqueue"));
    TransportContext context = new TransportContext(settings, 2, 1000, 1000, -1, -1, Path.of("."));
    Exception refused = assertThrows(IllegalArgumentException.class, () -> provider.open(context));
    assertTrue(refused.getMessage().startsWith("transport.netty.io=kqueue"), refused.getMessage());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("transport-")));
  }

  @OnEveryIo
  void t2_portInUseIsKnownAtBindAndNamed(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io)) {
      int port = fixture.listener.port();
      ListenerConfig same =
          new ListenerConfig("SAME", "127.0.0.1", port, 50, TlsConfig.NONE, -1, 10, 10);
      IOException inUse =
          assertThrows(IOException.class, () -> fixture.transport.bind(same).close());
      assertTrue(inUse.getMessage().contains("127.0.0.1:" + port), inUse.getMessage());
    }
  }

  @OnEveryIo
  void t2_connectionsWaitUntilAccept(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io);
        BoundListener second = fixture.transport.bind(Fixture.plain());
        RawPeer peer = new RawPeer(second.port())) {
      peer.sendFrame(pattern(100, 1));
      CompletableFuture<RecordingHandler> handler = new CompletableFuture<>();
      // Had the connection been accepted already, there would have been nobody to hand it to.
      second.accept(connection -> {
        handler.complete(new RecordingHandler(connection));
        return handler.join();
      });
      assertArrayEquals(pattern(100, 1), handler.get(10, TimeUnit.SECONDS).takeContent());
    }
  }

  @OnEveryIo
  void closedListenerGivesItsPortBackAndLeavesConnectionsAlone(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo);
        RawPeer peer = fixture.peer()) {
      fixture.accepted();
      int port = fixture.listener.port();
      fixture.listener.close();
      fixture.listener.close();
      peer.sendFrame(pattern(10, 3));
      assertArrayEquals(pattern(10, 3), peer.readFrame());
      ListenerConfig same =
          new ListenerConfig("SAME", "127.0.0.1", port, 50, TlsConfig.NONE, -1, 10, 10);
      fixture.transport.bind(same).close();
    }
  }

  @OnEveryIo
  void t3_closeTellsEveryHandlerAndIsIdempotent(NettyIo io) throws Exception {
    Fixture fixture = Fixture.open(io);
    try (fixture;
        RawPeer first = fixture.peer();
        RawPeer second = fixture.peer()) {
      RecordingHandler one = fixture.accepted();
      RecordingHandler other = fixture.accepted();
      fixture.transport.close();
      assertTrue(one.closed.isDone());
      assertTrue(other.closed.isDone());
      assertTrue(first.isEnded());
      assertTrue(second.isEnded());
      fixture.transport.close();
      assertThrows(IOException.class, () -> fixture.transport.bind(Fixture.plain()));
    }
  }

  @OnEveryIo
  void moreConnectionsThanAllowedAreClosedAtOnce(NettyIo io) throws Exception {
    for (boolean perAddress : new boolean[] {false, true}) {
      ListenerConfig config =
          Fixture.with(TlsConfig.NONE, -1, perAddress ? 100 : 2, perAddress ? 2 : 100);
      try (Fixture fixture =
          Fixture.open(Fixture.context(io, 1000, 10_000), config, RecordingHandler::echo)) {
        RawPeer first = fixture.peer();
        fixture.accepted();
        try (RawPeer second = fixture.peer()) {
          RecordingHandler kept = fixture.accepted();
          try (RawPeer third = fixture.peer()) {
            assertTrue(third.isEnded());
          }
          second.sendFrame(pattern(7, 7));
          assertArrayEquals(pattern(7, 7), second.readFrame());
          first.hangUp();
          assertFalse(kept.closed.isDone());
        }
      }
    }
  }

  @OnEveryIo
  void t15_limitsChangeForConnectionsToCome(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo);
        RawPeer first = fixture.peer();
        RawPeer second = fixture.peer()) {
      fixture.accepted();
      fixture.accepted();
      assertTrue(fixture.listener.limit(new ConnectionLimits(1, 100, Map.of())));
      assertRefused(fixture);
      second.sendFrame(pattern(7, 7));
      assertArrayEquals(pattern(7, 7), second.readFrame());
      assertTrue(fixture.listener.limit(new ConnectionLimits(100, 2, Map.of())));
      assertRefused(fixture);
      assertTrue(fixture.listener.limit(new ConnectionLimits(100, 100, Map.of())));
      assertAccepted(fixture);
      first.hangUp();
    }
  }

  @OnEveryIo
  void t15_singleAddressesHaveLimitsOfTheirOwn(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo)) {
      Map<String, Integer> none = Map.of("127.0.0.1", 0, "no.such.host.invalid", 5);
      assertTrue(fixture.listener.limit(new ConnectionLimits(100, 100, none)));
      assertRefused(fixture);
      Map<String, Integer> some = Map.of("127.0.0.1", 1, "127.0.0.2", 0);
      assertTrue(fixture.listener.limit(new ConnectionLimits(100, 0, some)));
      assertAccepted(fixture);
    }
  }

  @OnEveryIo
  void t16_connectionsAreSpreadOverAsManyThreadsAsAreWanted(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo)) {
      assertEquals(2, threadsOfNewConnections(fixture, 8).size());
      assertTrue(fixture.transport.resize(4));
      assertEquals(4, threadsOfNewConnections(fixture, 8).size());
      assertTrue(fixture.transport.resize(1));
      assertEquals(1, threadsOfNewConnections(fixture, 8).size());
    }
  }

  @OnEveryIo
  void t16_threadOneTooManyServesItsConnectionsAndEndsWithThem(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo)) {
      assertTrue(fixture.transport.resize(3));
      List<RawPeer> peers = new ArrayList<>();
      Set<Thread> threads = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        peers.add(fixture.peer());
        fixture.accepted().inCallback(() -> threads.add(Thread.currentThread()));
      }
      assertTrue(fixture.transport.resize(1));
      for (RawPeer peer : peers) {
        peer.sendFrame(pattern(7, 7));
        assertArrayEquals(pattern(7, 7), peer.readFrame());
      }
      threads.removeAll(threadsOfNewConnections(fixture, 1));
      assertEquals(2, threads.size());
      for (RawPeer peer : peers) {
        peer.hangUp();
      }
      for (Thread thread : threads) {
        assertTrue(thread.join(Duration.ofSeconds(10)), () -> thread + " goes on");
      }
      assertAccepted(fixture);
    }
  }

  private static Set<Thread> threadsOfNewConnections(Fixture fixture, int count) throws Exception {
    Set<Thread> threads = new HashSet<>();
    for (int i = 0; i < count; i++) {
      try (RawPeer _ = fixture.peer()) {
        fixture.accepted().inCallback(() -> threads.add(Thread.currentThread()));
      }
    }
    return threads;
  }

  private static void assertRefused(Fixture fixture) throws Exception {
    try (RawPeer peer = fixture.peer()) {
      assertTrue(peer.isEnded());
    }
  }

  private static void assertAccepted(Fixture fixture) throws Exception {
    try (RawPeer peer = fixture.peer()) {
      fixture.accepted();
      peer.sendFrame(pattern(7, 7));
      assertArrayEquals(pattern(7, 7), peer.readFrame());
    }
  }

  @OnEveryIo
  void connectionsMadeAndAcceptedExchangeFrames(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo)) {
      CompletableFuture<RecordingHandler> made = new CompletableFuture<>();
      Connection connection =
          fixture
              .transport
              .connect(
                  "localhost",
                  fixture.listener.port(),
                  TlsConfig.NONE,
                  own -> {
                    made.complete(new RecordingHandler(own));
                    return made.join();
                  })
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      RecordingHandler handler = made.get(10, TimeUnit.SECONDS);
      assertEquals("", connection.listener());
      assertEquals("127.0.0.1:" + fixture.listener.port(), connection.peer());
      assertEquals("PLAINTEXT", fixture.accepted().connection.listener());
      handler.inCallback(
          () -> connection.send(List.of(new FramePart.Buffer(ByteBuffer.wrap(pattern(99, 5))))));
      assertArrayEquals(pattern(99, 5), handler.takeContent());
    }
  }

  @OnEveryIo
  void refusedConnectNamesTheAddress(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io)) {
      int port = fixture.listener.port();
      fixture.listener.close();
      ExecutionException failed =
          assertThrows(
              ExecutionException.class,
              () ->
                  fixture
                      .transport
                      .connect("127.0.0.1", port, TlsConfig.NONE, RecordingHandler::new)
                      .toCompletableFuture()
                      .get(10, TimeUnit.SECONDS));
      assertTrue(failed.getMessage().contains("127.0.0.1:" + port), failed.getMessage());
    }
  }
}
