package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.framed;
import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What comes from the socket becomes the frames that were sent, however it is cut. */
class ReceivingTest {

  @OnEveryIo
  void framesSplitAtEveryByteArriveWhole(NettyIo io) throws Exception {
    byte[] first = pattern(5, 1);
    byte[] second = pattern(3, 2);
    byte[] wire = framed(first, second);
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      for (int cut = 0; cut <= wire.length; cut++) {
        peer.send(Arrays.copyOfRange(wire, 0, cut));
        if (cut >= 9) {
          assertArrayEquals(first, handler.takeContent());
        }
        peer.send(Arrays.copyOfRange(wire, cut, wire.length));
        if (cut < 9) {
          assertArrayEquals(first, handler.takeContent());
        }
        assertArrayEquals(second, handler.takeContent());
      }
      for (byte single : wire) {
        peer.send(new byte[] {single});
      }
      assertArrayEquals(first, handler.takeContent());
      assertArrayEquals(second, handler.takeContent());
    }
  }

  @OnEveryIo
  void framesOfAllSizesArriveWhole(NettyIo io) throws Exception {
    int[] sizes = {
      1, 255, 256, 4095, 4096, 4097, 65_535, 65_536, 65_537, 300_000, 1 << 20, 5 << 20
    };
    try (Fixture fixture = Fixture.open(io, RecordingHandler::echo);
        RawPeer peer = fixture.peer()) {
      for (int round = 0; round < 2; round++) {
        for (int bytes : sizes) {
          byte[] content = pattern(bytes, round);
          Thread sender = Thread.ofVirtual().start(() -> sendQuietly(peer, content));
          assertArrayEquals(content, peer.readFrame());
          sender.join();
        }
      }
    }
  }

  @OnEveryIo
  void manyFramesOfOneSegmentArriveInOrder(NettyIo io) throws Exception {
    byte[][] contents = new byte[2000][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = pattern(1 + i % 700, i);
    }
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      peer.send(framed(contents));
      RecordingHandler handler = fixture.accepted();
      for (byte[] content : contents) {
        assertArrayEquals(content, handler.takeContent());
      }
    }
  }

  @OnEveryIo
  void largeFramesThatComeTogetherArriveInOrderThoughReadingPauses(NettyIo io) throws Exception {
    int[] sizes = {70_000, 5_000, 1, 4_200, 100, 90_000, 90_000, 4_097, 251, 252, 253, 65_536};
    byte[][] contents = new byte[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      contents[i] = pattern(sizes[i], i);
    }
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      handler.onFrame = frame -> handler.connection.pauseReading();
      byte[] wire = framed(contents);
      for (int round = 0; round < 3; round++) {
        Thread sender = Thread.ofVirtual().start(() -> sendRawQuietly(peer, wire));
        for (byte[] content : contents) {
          assertArrayEquals(content, handler.takeContent());
          handler.inCallback(handler.connection::resumeReading);
        }
        sender.join();
      }
    }
  }

  @OnEveryIo
  void framesOfAStreamStayWholeWhileSomeAreHeldAndReadingPauses(NettyIo io) throws Exception {
    Random random = new Random(1);
    byte[][] contents = new byte[400][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = pattern(sizeInStream(random), i);
    }
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      handler.onFrame =
          frame -> {
            if (frame.buffer().remaining() % 5 == 0) {
              handler.connection.pauseReading();
            }
          };
      Thread sender = Thread.ofVirtual().start(() -> sendRawQuietly(peer, framed(contents)));
      Map<Integer, Frame> held = new HashMap<>();
      for (int i = 0; i < contents.length; i++) {
        Frame frame = handler.takeFrame();
        assertArrayEquals(contents[i], RecordingHandler.content(frame));
        if (random.nextInt(6) == 0) {
          held.put(i, frame);
        } else {
          frame.release();
        }
        if (contents[i].length % 5 == 0) {
          handler.inCallback(handler.connection::resumeReading);
        }
      }
      sender.join();
      for (Map.Entry<Integer, Frame> one : held.entrySet()) {
        assertArrayEquals(contents[one.getKey()], RecordingHandler.content(one.getValue()));
        one.getValue().release();
      }
      handler.inCallback(() -> {});
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
    }
  }

  @OnEveryIo
  void largeFramesThatWaitInTheSocketAreReceivedTogether(NettyIo io) throws Exception {
    byte[] content = pattern(6_000, 1);
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      int together = 0;
      // Round by round it is known better what comes at once; how it comes is the system's affair.
      for (int round = 0; round < 20; round++) {
        handler.inCallback(handler.connection::pauseReading);
        peer.send(framed(content, content, content));
        handler.inCallback(handler.connection::resumeReading);
        Frame first = handler.takeFrame();
        assertArrayEquals(content, handler.takeContent());
        Frame last = handler.takeFrame();
        if (address(last) - address(first) == 2L * (content.length + FrameReader.LENGTH_BYTES)) {
          together++;
        }
        first.release();
        last.release();
      }
      assertTrue(together > 0, "each frame was received by itself");
    }
  }

  private static long address(Frame frame) {
    return MemorySegment.ofBuffer(frame.buffer()).address();
  }

  @OnEveryIo
  void framesArriveWholeThoughTheirPeerHasEndedWhileReadingPauses(NettyIo io) throws Exception {
    byte[][] contents = new byte[12][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = pattern(20_000 + 3_000 * i, i);
    }
    try (Fixture fixture = Fixture.open(io)) {
      for (int round = 0; round < 20; round++) {
        try (RawPeer peer = fixture.peer()) {
          RecordingHandler handler = fixture.accepted();
          handler.onFrame = frame -> handler.connection.pauseReading();
          Thread sender =
              Thread.ofVirtual()
                  .start(() -> {
                    sendRawQuietly(peer, framed(contents));
                    assertDoesNotThrow(peer.socket::shutdownOutput);
                  });
          for (int i = 0; i < contents.length; i++) {
            assertArrayEquals(contents[i], handler.takeContent());
            if (i == contents.length - 2) {
              handler.onFrame = last -> {}; // Else nobody would have to see the end.
            }
            if (i < contents.length - 1) {
              handler.inCallback(handler.connection::resumeReading);
            }
          }
          sender.join();
          handler.closed.get(10, TimeUnit.SECONDS);
        }
      }
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
    }
  }

  /** Mostly of a few ten thousand bytes; some are small, some too large to lie with others. */
  private static int sizeInStream(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextInt(1, 5_000);
      case 1 -> random.nextInt(120_000, 300_000);
      default -> random.nextInt(4_097, 70_000);
    };
  }

  private static void sendRawQuietly(RawPeer peer, byte[] bytes) {
    try {
      peer.send(bytes);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  private static void sendQuietly(RawPeer peer, byte[] content) {
    try {
      peer.sendFrame(content);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }
}
