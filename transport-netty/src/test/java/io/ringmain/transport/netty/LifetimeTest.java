package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Nothing is left of connections that are gone, and garbage harms only its sender. */
class LifetimeTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @OnEveryIo
  void thousandConnectionsLeaveNoThreadDescriptorOrMemory(NettyIo io) throws Exception {
    List<Thread> loops;
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo)) {
      connectAndClose(fixture, 50);
      loops = transportThreads();
      long descriptors = descriptors();
      long memory = fixture.transport.usedDirectMemoryBytes();
      connectAndClose(fixture, 1000);
      assertEquals(loops.size(), transportThreads().size());
      // The client's sockets and those of the process around the test come and go a little.
      assertTrue(descriptors() <= descriptors + 20, () -> "descriptors before: " + descriptors);
      assertTrue(
          fixture.transport.usedDirectMemoryBytes() <= memory,
          () -> "direct memory before: " + memory);
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
    }
    for (Thread loop : loops) {
      assertFalse(loop.isAlive(), loop::toString);
    }
  }

  @OnEveryIo
  void t3_threadsAreNoMoreWhenCloseReturns(NettyIo io) throws Exception {
    for (int i = 0; i < 100; i++) {
      Thread loop;
      try (Fixture fixture = Fixture.open(io, RecordingHandler::echo);
          RawPeer peer = fixture.peer()) {
        peer.sendFrame(pattern(10, i));
        assertArrayEquals(pattern(10, i), peer.readFrame());
        CompletableFuture<Thread> serving = new CompletableFuture<>();
        fixture.accepted().inCallback(() -> serving.complete(Thread.currentThread()));
        loop = serving.join();
      }
      assertFalse(loop.isAlive(), loop::toString);
    }
  }

  private static void connectAndClose(Fixture fixture, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (RawPeer peer = fixture.peer()) {
        byte[] content = pattern(i % 10 == 0 ? 100_000 : 10, i);
        peer.sendFrame(content);
        assertArrayEquals(content, peer.readFrame());
        if (i % 3 == 0) {
          peer.sendLength(1000);
        }
      }
      fixture.accepted().closed.get(10, TimeUnit.SECONDS);
    }
  }

  @OnEveryIo
  void garbageClosesItsConnectionAndHarmsNobody(NettyIo io) throws Exception {
    Random random = new Random(42);
    try (Fixture fixture =
            Fixture.open(
                Fixture.context(io, 1 << 20, 4 << 20), Fixture.plain(), RecordingHandler::echo);
        RawPeer good = fixture.peer()) {
      for (int i = 0; i < 50; i++) {
        byte[] garbage = new byte[1 + random.nextInt(5000)];
        random.nextBytes(garbage);
        garbage[0] = (byte) 0xff;
        try (RawPeer bad = fixture.peer()) {
          bad.sendOrEnd(garbage);
          if (garbage.length >= 4) {
            assertTrue(bad.isEnded());
          }
        }
        good.sendFrame(pattern(10, i));
        assertArrayEquals(pattern(10, i), good.readFrame());
      }
    }
  }

  private static List<Thread> transportThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("transport-"))
        .toList();
  }

  private static long descriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }
}
