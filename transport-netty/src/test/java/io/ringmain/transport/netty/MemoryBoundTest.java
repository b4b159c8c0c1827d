package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.framed;
import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The memory of received frames: rule T11. */
class MemoryBoundTest {

  @OnEveryIo
  void t11_hundredPeersThatPromise100MiBAndTrickleTakeLittle(NettyIo io) throws Exception {
    try (Fixture fixture =
        Fixture.open(
            Fixture.context(io, 100 << 20, 100 << 20), Fixture.plain(), RecordingHandler::echo)) {
      List<RawPeer> tricklers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        RawPeer trickler = fixture.peer();
        tricklers.add(trickler);
        fixture.accepted();
        trickler.sendLength(100 << 20);
      }
      for (int round = 0; round < 5; round++) {
        for (RawPeer trickler : tricklers) {
          trickler.send(new byte[10]);
        }
      }
      try (RawPeer peer = fixture.peer()) {
        // Everything that was sent before this has been received when the answer comes, or waits.
        peer.sendFrame(pattern(1 << 20, 1));
        assertArrayEquals(pattern(1 << 20, 1), peer.readFrame());
      }
      assertTrue(
          fixture.transport.frameMemory().takenBytes() <= 101L * FrameReader.FIRST_STEP_BYTES,
          () -> fixture.transport.frameMemory().takenBytes() + " bytes are taken");
      assertTrue(
          fixture.transport.usedDirectMemoryBytes() <= 20 << 20,
          () -> fixture.transport.usedDirectMemoryBytes() + " bytes are used");
      for (RawPeer trickler : tricklers) {
        trickler.close();
      }
    }
  }

  @OnEveryIo
  void t11_heldFramesStopReadingUntilReleased(NettyIo io) throws Exception {
    try (Fixture fixture =
            Fixture.open(
                Fixture.context(io, 1 << 20, 1 << 20), Fixture.plain(), RecordingHandler::new);
        RawPeer first = fixture.peer()) {
      RecordingHandler one = fixture.accepted();
      RawPeer second = fixture.peer();
      RecordingHandler other = fixture.accepted();
      byte[] half = pattern(500_000, 1);
      Thread sender = sendLater(first, framed(half, half, half, half));
      Deque<Frame> held = new ArrayDeque<>(List.of(one.takeFrame(), one.takeFrame()));
      Thread secondSender = sendLater(second, framed(half, pattern(20, 2)));
      // Both wait now; callbacks of both go on.
      for (int calls = 0; calls < 20; calls++) {
        one.inCallback(() -> {});
        other.inCallback(() -> {});
      }
      assertNull(one.frames.peek());
      assertNull(other.frames.peek());
      assertTrue(fixture.transport.frameMemory().takenBytes() <= 1 << 20);
      // Released by another thread, memory goes to both, in the order in which they asked.
      int seen = 2;
      boolean otherServed = false;
      while (seen < 4 || !otherServed) {
        held.remove().release();
        Frame next = one.frames.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          assertArrayEquals(half, RecordingHandler.content(next));
          held.add(next);
          seen++;
        }
        if (!otherServed && other.frames.peek() != null) {
          held.add(other.takeFrame());
          otherServed = true;
        }
        if (held.isEmpty() && !otherServed) {
          held.add(other.takeFrame());
          otherServed = true;
        }
      }
      held.forEach(Frame::release);
      assertArrayEquals(pattern(20, 2), other.takeContent());
      sender.join();
      secondSender.join();
      one.inCallback(() -> {});
      other.inCallback(() -> {});
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
      second.close();
    }
  }

  @OnEveryIo
  void t11_peersThatHoldPartsOfFramesAllFinish(NettyIo io) throws Exception {
    int frameBytes = 1 << 20;
    try (Fixture fixture =
        Fixture.open(
            Fixture.context(io, frameBytes, 2L * frameBytes),
            Fixture.plain(),
            RecordingHandler::echo)) {
      List<RawPeer> peers = new ArrayList<>();
      BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        RawPeer peer = fixture.peer();
        peers.add(peer);
        // Together they begin frames of 40 MiB, so that each holds a part and waits for more.
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    peer.sendFrame(pattern(frameBytes, 5));
                    assertArrayEquals(pattern(frameBytes, 5), peer.readFrame());
                  } catch (Throwable thrown) {
                    failures.add(thrown);
                  }
                }));
      }
      for (Thread thread : threads) {
        assertTrue(fixture.transport.frameMemory().takenBytes() <= 3L * frameBytes);
        thread.join();
      }
      assertNull(failures.peek());
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  @OnEveryIo
  void t11_peersThatStallOnAllMemoryLoseTheirConnectionsToThoseWhoWait(NettyIo io)
      throws Exception {
    int frameBytes = 1 << 20;
    try (Fixture fixture = Fixture.impatient(io, frameBytes, frameBytes)) {
      List<RawPeer> stalled = new ArrayList<>();
      List<RecordingHandler> handlers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        RawPeer peer = fixture.peer();
        stalled.add(peer);
        handlers.add(fixture.accepted());
        peer.sendLength(frameBytes);
        sendLater(peer, pattern(260_000, i));
      }
      try (RawPeer honest = fixture.peer()) {
        for (int i = 0; i < 3; i++) {
          Thread sender = sendLater(honest, framed(pattern(frameBytes, i)));
          assertArrayEquals(pattern(frameBytes, i), honest.readFrame());
          sender.join();
        }
      }
      String cause =
          handlers.stream()
              .filter(handler -> handler.closed.isDone())
              .map(handler -> handler.closed.join().orElseThrow().getMessage())
              .findFirst()
              .orElseThrow();
      assertTrue(cause.startsWith("frame of 1048576 bytes stalled at "), cause);
      for (RawPeer peer : stalled) {
        peer.close();
      }
    }
  }

  @OnEveryIo
  void t11_manyStalledFramesEndTogetherRatherThanOneAfterTheOther(NettyIo io) throws Exception {
    int frameBytes = 1 << 20;
    try (Fixture fixture = Fixture.impatient(io, frameBytes, frameBytes)) {
      List<RawPeer> stalled = new ArrayList<>();
      List<RecordingHandler> handlers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        RawPeer peer = fixture.peer();
        stalled.add(peer);
        handlers.add(fixture.accepted());
        peer.sendLength(frameBytes);
      }
      try (RawPeer honest = fixture.peer()) {
        Thread sender = sendLater(honest, framed(pattern(frameBytes, 1)));
        assertArrayEquals(pattern(frameBytes, 1), honest.readFrame());
        sender.join();
      }
      long closed = handlers.stream().filter(handler -> handler.closed.isDone()).count();
      assertTrue(closed >= 16, closed + " closed, and 16 of them held all memory");
      for (RawPeer peer : stalled) {
        peer.close();
      }
    }
  }

  @OnEveryIo
  void t11_peersThatDoNotReadLoseTheirConnectionsToThoseWhoWaitForMemory(NettyIo io)
      throws Exception {
    int frameBytes = 1 << 20;
    try (Fixture fixture = Fixture.impatient(io, frameBytes, frameBytes);
        RawPeer deaf = new RawPeer(fixture.listener.port(), 4096)) {
      RecordingHandler handler = fixture.accepted();
      // A handler that keeps a frame until its peer has read what was sent before it.
      handler.onFrame =
          frame -> {
            handler.onClosed = frame::release;
            handler.connection.send(List.of(new FramePart.Buffer(ByteBuffer.allocate(16 << 20))));
            handler.connection.pauseReading();
          };
      Thread sender = sendLater(deaf, framed(pattern(frameBytes, 1)));
      handler.takeFrame();
      try (RawPeer honest = fixture.peer()) {
        Thread honestSender = sendLater(honest, framed(pattern(frameBytes, 2)));
        assertArrayEquals(pattern(frameBytes, 2), honest.readFrame());
        honestSender.join();
      }
      String cause = handler.closed.get(10, TimeUnit.SECONDS).orElseThrow().getMessage();
      assertTrue(cause.endsWith("not read while others waited for memory"), cause);
      sender.join();
    }
  }

  @OnEveryIo
  void boundOfASingleFrameLetsFramesPassOneAfterTheOther(NettyIo io) throws Exception {
    try (Fixture fixture =
            Fixture.open(
                Fixture.context(io, 10_000, 10_000), Fixture.plain(), RecordingHandler::echo);
        RawPeer peer = fixture.peer()) {
      byte[][] contents = new byte[40][];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = pattern(1 + i * 256, i);
      }
      Thread sender = sendLater(peer, framed(contents));
      for (byte[] content : contents) {
        assertArrayEquals(content, peer.readFrame());
      }
      sender.join();
    }
  }

  @Test
  void headOfTheLineBecomesExpressOnlyWhenNoFrameIsHandedOver() {
    FrameMemory memory = new FrameMemory(100, 1000);
    assertTrue(memory.tryTake(60));
    memory.handOver(60);
    assertTrue(memory.tryTake(40));
    Ticket large = new Ticket(50);
    Ticket small = new Ticket(10);
    memory.await(large);
    memory.await(small);
    assertEquals("waits", large.state);
    // Nobody passes those who wait, even if there is room.
    memory.giveBack(30);
    assertTrue(!memory.tryTake(1));
    assertEquals("waits", small.state);
    // What is left belongs to a frame being received: it cannot be waited for.
    memory.takeAnyway(80);
    memory.giveBack(60);
    memory.released(60);
    assertEquals("express", large.state);
    assertEquals("waits", small.state);
    memory.giveBack(80);
    assertEquals("granted", small.state);
    memory.endExpress();
    memory.giveBack(10 + 10 + 50);
    assertEquals(0, memory.takenBytes());
  }

  @Test
  void headOfTheLineBecomesExpressWhenTheLastFrameIsReleasedOfMemoryThatIsStillReadInto() {
    FrameMemory memory = new FrameMemory(100, 1000);
    assertTrue(memory.tryTake(100));
    ReceiveBuffer run = new ReceiveBuffer(Unpooled.buffer(100), memory);
    ReceivedFrame frame = new ReceivedFrame(memory, run.hold(), 0, 60);
    memory.handOver(frame.handedOverBytes());
    Ticket waiting = new Ticket(50);
    memory.await(waiting);
    assertEquals("waits", waiting.state);
    frame.release();
    assertEquals("express", waiting.state);
    assertEquals(150, memory.takenBytes());
    run.letGo();
    assertEquals(50, memory.takenBytes());
  }

  @OnEveryIo
  void t11_framesThatLieTogetherCountUntilAllAreReleased(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      FrameMemory memory = fixture.transport.frameMemory();
      byte[][] contents = new byte[8][];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = pattern(50_000, i);
      }
      // After the first round it is known what comes.
      for (int round = 0; round < 5; round++) {
        Thread sender = sendLater(peer, framed(contents));
        List<Frame> held = new ArrayList<>();
        for (byte[] content : contents) {
          Frame frame = handler.takeFrame();
          held.add(frame);
          assertArrayEquals(content, RecordingHandler.content(frame));
        }
        sender.join();
        for (int i = 0; i < contents.length; i++) {
          // However they lie, none of those that are held may have been given back.
          assertTrue(memory.takenBytes() >= (contents.length - i) * 50_000L);
          held.get(i).release();
        }
        handler.inCallback(() -> {});
        assertEquals(0, memory.takenBytes());
      }
    }
  }

  @OnEveryIo
  void t11_streamsOfFramesPassASmallBound(NettyIo io) throws Exception {
    int limit = 300_000;
    try (Fixture fixture =
        Fixture.open(
            Fixture.context(io, 100_000, limit), Fixture.plain(), RecordingHandler::echo)) {
      FrameMemory memory = fixture.transport.frameMemory();
      BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int seed = i;
        RawPeer peer = fixture.peer();
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (peer) {
                    echoStream(peer, new Random(seed));
                  } catch (Throwable thrown) {
                    failures.add(thrown);
                  }
                }));
      }
      for (Thread thread : threads) {
        assertTrue(memory.takenBytes() <= limit + 100_000, () -> memory.takenBytes() + " taken");
        thread.join();
      }
      assertNull(failures.peek());
    }
  }

  private static void echoStream(RawPeer peer, Random random) throws Exception {
    byte[][] contents = new byte[100][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = pattern(random.nextInt(1, random.nextInt(3) == 0 ? 100_000 : 40_000), i);
    }
    Thread sender = sendLater(peer, framed(contents));
    for (byte[] content : contents) {
      assertArrayEquals(content, peer.readFrame());
    }
    sender.join();
  }

  private static Thread sendLater(RawPeer peer, byte[] bytes) {
    return Thread.ofVirtual().start(() -> peer.sendOrEnd(bytes));
  }

  private static final class Ticket implements FrameMemory.Waiter {
    private final long wantedBytes;
    private String state = "waits";

    Ticket(long wantedBytes) {
      this.wantedBytes = wantedBytes;
    }

    @Override
    public long wantedBytes() {
      return wantedBytes;
    }

    @Override
    public void granted(boolean express) {
      state = express ? "express" : "granted";
    }
  }
}
