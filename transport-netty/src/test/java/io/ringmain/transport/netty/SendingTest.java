package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sending: rule T5, slices, slow readers, and closing after the last frame. */
class SendingTest {
  private static final byte[] LOG = pattern(3 << 20, 9);

  @TempDir Path folder;

  static List<SendWay> ways() {
    List<SendWay> ways = new ArrayList<>();
    for (NettyIo io : NettyIo.values()) {
      ways.add(new SendWay(io, "mapped"));
      ways.add(new SendWay(io, "sendfile"));
    }
    return ways;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void t5_framesOfBuffersAndSlicesArriveWholeAndInOrder(SendWay way) throws Exception {
    try (FileChannel file = StubSlice.file(folder, LOG);
        Fixture fixture = Fixture.open(way, RecordingHandler::new);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      List<StubSlice> slices = new ArrayList<>();
      List<byte[]> expected = new ArrayList<>();
      handler.inCallback(() -> {
        for (int i = 0; i < 60; i++) {
          int sliceBytes = new int[] {0, 1, 5_000, 16 << 10, 70_000, 1 << 20}[i % 6];
          StubSlice slice = new StubSlice(file, i * 1000, sliceBytes);
          slices.add(slice);
          expected.add(
              concat(
                  pattern(30 + i, i),
                  StubSlice.part(LOG, i * 1000, sliceBytes),
                  pattern(i, i + 1)));
          sendAndOverwrite(handler.connection, i, slice);
        }
      });
      for (byte[] frame : expected) {
        assertArrayEquals(frame, peer.readFrame());
      }
      for (StubSlice slice : slices) {
        slice.awaitClosedOnce();
      }
      handler.inCallback(() -> assertEquals(0, handler.connection.unsentBytes()));
    }
  }

  /** The buffers are the caller's again when send has returned. */
  private static void sendAndOverwrite(Connection connection, int i, StubSlice slice) {
    ByteBuffer head = ByteBuffer.allocateDirect(50 + i);
    head.position(20).put(pattern(30 + i, i)).position(20);
    ByteBuffer tail = ByteBuffer.wrap(pattern(i, i + 1)).asReadOnlyBuffer();
    connection.send(
        List.of(
            new FramePart.Buffer(head), new FramePart.Slice(slice), new FramePart.Buffer(tail)));
    assertEquals(20, head.position());
    assertEquals(0, tail.position());
    head.clear().put(new byte[50 + i]);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void slowReaderHoldsBackNobodyAndIsToldWhenDrained(SendWay way) throws Exception {
    try (FileChannel file = StubSlice.file(folder, LOG);
        Fixture fixture = Fixture.open(way, RecordingHandler::echo);
        RawPeer slow = new RawPeer(fixture.listener.port(), 4096)) {
      RecordingHandler handler = fixture.accepted();
      List<StubSlice> slices = new ArrayList<>();
      handler.inCallback(() -> {
        for (int i = 0; i < 12; i++) {
          StubSlice slice = new StubSlice(file, i, 1 << 20);
          slices.add(slice);
          handler.connection.send(List.of(new FramePart.Slice(slice)));
        }
      });
      handler.inCallback(() -> assertTrue(handler.connection.unsentBytes() > 0));
      assertFalse(handler.told.contains("drained"));
      assertFalse(slices.get(11).isClosed());
      try (RawPeer other = fixture.peer()) {
        other.sendFrame(pattern(10, 1));
        assertArrayEquals(pattern(10, 1), other.readFrame());
      }
      for (int i = 0; i < 12; i++) {
        assertArrayEquals(StubSlice.part(LOG, i, 1 << 20), slow.readFrame());
      }
      for (String told = ""; !"drained".equals(told); ) {
        told = handler.told.poll(10, TimeUnit.SECONDS);
      }
      handler.inCallback(() -> assertEquals(0, handler.connection.unsentBytes()));
      for (StubSlice slice : slices) {
        slice.awaitClosedOnce();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void t5_slicesOfAClosedConnectionAreClosedOnce(SendWay way) throws Exception {
    try (FileChannel file = StubSlice.file(folder, LOG);
        Fixture fixture = Fixture.open(way, RecordingHandler::new);
        RawPeer peer = new RawPeer(fixture.listener.port(), 4096)) {
      RecordingHandler handler = fixture.accepted();
      List<StubSlice> slices = new ArrayList<>();
      Runnable send =
          () -> {
            for (int bytes : new int[] {100, 20_000, 2 << 20, 0}) {
              StubSlice slice = new StubSlice(file, 0, bytes);
              slices.add(slice);
              handler.connection.send(List.of(new FramePart.Slice(slice)));
            }
          };
      for (int i = 0; i < 4; i++) {
        handler.inCallback(send);
      }
      handler.inCallback(() -> {
        send.run();
        handler.connection.close();
        send.run();
      });
      handler.closed.get(10, TimeUnit.SECONDS);
      send.run();
      assertEquals(28, slices.size());
      for (StubSlice slice : slices) {
        slice.awaitClosedOnce();
      }
      assertFalse(peer.socket.isClosed());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void closeAfterSendTakesInWhateverStillComesOfAStreamOfLargeFrames(SendWay way) throws Exception {
    for (int begunBytes : new int[] {0, 20_000}) {
      try (Fixture fixture = Fixture.open(way, RecordingHandler::echo);
          RawPeer peer = fixture.peer()) {
        RecordingHandler handler = fixture.accepted();
        byte[] frame = RawPeer.pattern(50_000, 1);
        for (int i = 0; i < 5; i++) {
          peer.sendFrame(frame);
          assertArrayEquals(frame, peer.readFrame());
        }
        Consumer<Frame> echo = handler.onFrame;
        handler.onFrame =
            last -> {
              echo.accept(last);
              handler.connection.closeAfterSend();
            };
        peer.send(Arrays.copyOf(RawPeer.framed(frame, frame), 4 + 50_000 + begunBytes));
        // Were the connection closed with this unread, the peer would be told of a reset.
        peer.send(new byte[3 << 20]);
        assertArrayEquals(frame, peer.readFrame());
        assertEquals(-1, peer.socket.getInputStream().read());
        peer.hangUp();
        handler.closed.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void closeAfterSendDeliversAllThatWasSent(SendWay way) throws Exception {
    try (FileChannel file = StubSlice.file(folder, LOG);
        Fixture fixture =
            Fixture.open(
                way,
                connection -> {
                  RecordingHandler handler = new RecordingHandler(connection);
                  handler.onFrame =
                      frame -> {
                        frame.release();
                        connection.send(
                            List.of(new FramePart.Slice(new StubSlice(file, 5, 2 << 20))));
                        connection.closeAfterSend();
                      };
                  return handler;
                });
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      // More than is read: what is left unread must not cost the peer its answer.
      peer.send(RawPeer.framed(pattern(10, 1), pattern(200_000, 2)));
      assertArrayEquals(StubSlice.part(LOG, 5, 2 << 20), peer.readFrame());
      assertTrue(peer.isEnded());
      peer.hangUp();
      handler.closed.get(10, TimeUnit.SECONDS);
      assertEquals(1, handler.frames.size());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatADrainedHandlerSendsIsSent(SendWay way) throws Exception {
    int[] left = {50};
    try (Fixture fixture = Fixture.open(way, RecordingHandler::new);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      Runnable sendOne =
          () ->
              handler.connection.send(
                  List.of(new FramePart.Buffer(ByteBuffer.wrap(pattern(100_000, left[0])))));
      handler.onDrained =
          () -> {
            if (--left[0] > 0) {
              sendOne.run();
            }
          };
      handler.inCallback(sendOne);
      for (int i = 50; i > 0; i--) {
        assertArrayEquals(pattern(100_000, i), peer.readFrame());
      }
    }
  }

  private static byte[] concat(byte[] a, byte[] b, byte[] c) {
    return ByteBuffer.allocate(a.length + b.length + c.length).put(a).put(b).put(c).array();
  }
}
