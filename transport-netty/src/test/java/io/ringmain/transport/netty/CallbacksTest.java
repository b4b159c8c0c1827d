package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.framed;
import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.TlsConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What a handler is told, on which thread and when: rules T4 and T6 to T10. */
class CallbacksTest {

  @OnEveryIo
  void t4_allCallbacksOfAConnectionComeOnOneThread(NettyIo io) throws Exception {
    AtomicReference<Thread> own = new AtomicReference<>();
    AtomicInteger others = new AtomicInteger();
    Runnable check =
        () -> {
          if (own.get() != Thread.currentThread()) {
            others.incrementAndGet();
          }
        };
    try (Fixture fixture =
            Fixture.open(
                io,
                connection -> {
                  own.set(Thread.currentThread());
                  RecordingHandler handler = RecordingHandler.echo(connection);
                  handler.onDrained = check;
                  handler.onClosed = check;
                  return handler;
                });
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      peer.sendFrame(pattern(10, 0));
      peer.readFrame();
      handler.inCallback(check);
      peer.hangUp();
      handler.closed.get(10, TimeUnit.SECONDS);
      assertEquals(0, others.get());
    }
  }

  @OnEveryIo
  void t6_noFrameAfterPause(NettyIo io) throws Exception {
    AtomicInteger seen = new AtomicInteger();
    try (Fixture fixture =
            Fixture.open(
                io,
                connection -> {
                  RecordingHandler handler = new RecordingHandler(connection);
                  handler.onFrame =
                      frame -> {
                        if (seen.incrementAndGet() % 3 == 0) {
                          connection.pauseReading();
                        }
                      };
                  return handler;
                });
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      byte[][] contents = new byte[10][];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = pattern(i == 5 ? 200_000 : 50 + i, i);
      }
      peer.send(framed(contents));
      for (int i = 0; i < contents.length; i++) {
        assertArrayEquals(contents[i], handler.takeContent());
        if (i % 3 == 2) {
          // Callbacks go on while reading is paused, but none of them brings a frame.
          for (int calls = 0; calls < 3; calls++) {
            handler.inCallback(() -> {});
          }
          assertEquals(i + 1, seen.get());
          handler.inCallback(handler.connection::resumeReading);
        }
      }
    }
  }

  @OnEveryIo
  void t6_pausedConnectionHandsOverNothingThatComesLater(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      handler.inCallback(handler.connection::pauseReading);
      peer.sendFrame(pattern(100, 1));
      peer.sendFrame(pattern(100_000, 2));
      for (int calls = 0; calls < 20; calls++) {
        handler.inCallback(() -> {});
      }
      assertNull(handler.frames.peek());
      // Frames may follow only after the callback that resumed has returned.
      handler.inCallback(() -> {
        handler.connection.resumeReading();
        assertNull(handler.frames.peek());
      });
      assertArrayEquals(pattern(100, 1), handler.takeContent());
      assertArrayEquals(pattern(100_000, 2), handler.takeContent());
    }
  }

  @OnEveryIo
  void t6_framesOfAPeerThatSaidItsLastWaitForResume(NettyIo io) throws Exception {
    try (Fixture fixture =
            Fixture.open(
                io,
                connection -> {
                  RecordingHandler handler = new RecordingHandler(connection);
                  handler.onFrame =
                      frame -> {
                        if (frame.buffer().get(0) < 3) {
                          connection.pauseReading();
                        }
                      };
                  return handler;
                });
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      peer.send(framed(pattern(10, 1), pattern(20, 2), pattern(300_000, 3)));
      peer.socket.shutdownOutput();
      for (int frame = 1; frame <= 3; frame++) {
        assertEquals((byte) frame, handler.takeContent()[0]);
        if (frame < 3) {
          handler.inCallback(handler.connection::resumeReading);
        }
      }
      assertEquals(Optional.empty(), handler.closed.get(10, TimeUnit.SECONDS));
    }
  }

  @OnEveryIo
  void t7_wakesAreMergedAndNoneIsLost(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      Thread waker =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  handler.inCallback(() -> {
                    inside.countDown();
                    awaitQuietly(letGo);
                  });
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      inside.await();
      for (int calls = 0; calls < 1000; calls++) {
        handler.connection.wake();
      }
      letGo.countDown();
      waker.join();
      assertEquals("wake", handler.told.poll(10, TimeUnit.SECONDS));
      // One more callback for all thousand.
      assertEquals("wake", handler.told.poll(10, TimeUnit.SECONDS));
      handler.inCallback(() -> {});
      assertEquals("wake", handler.told.poll(10, TimeUnit.SECONDS));
      assertNull(handler.told.poll());
      assertEquals(0, peer.in.available());
    }
  }

  @OnEveryIo
  void t8_handlerThatThrowsLosesItsConnectionAndNoOther(NettyIo io) throws Exception {
    try (Fixture fixture =
            Fixture.open(
                io,
                connection -> {
                  RecordingHandler handler = RecordingHandler.echo(connection);
                  if (connection.id() % 2 == 0) {
                    handler.onFrame =
                        frame -> {
                          throw new IllegalStateException("on purpose");
                        };
                  }
                  return handler;
                });
        RawPeer good = fixture.peer()) {
      fixture.accepted();
      try (RawPeer bad = fixture.peer()) {
        RecordingHandler handler = fixture.accepted();
        bad.sendFrame(pattern(5, 0));
        assertTrue(bad.isEnded());
        assertEquals(
            "on purpose", handler.closed.get(10, TimeUnit.SECONDS).orElseThrow().getMessage());
      }
      good.sendFrame(pattern(5, 1));
      assertArrayEquals(pattern(5, 1), good.readFrame());
    }
  }

  @OnEveryIo
  void t8_acceptorThatThrowsLosesThatConnection(NettyIo io) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Fixture fixture =
        Fixture.open(
            io,
            connection -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
              }
              return RecordingHandler.echo(connection);
            })) {
      try (RawPeer refused = fixture.peer()) {
        assertTrue(refused.isEnded());
      }
      try (RawPeer peer = fixture.peer()) {
        peer.sendFrame(pattern(5, 1));
        assertArrayEquals(pattern(5, 1), peer.readFrame());
      }
    }
  }

  @OnEveryIo
  void t9_framesAreReleasedByAnyThreadAndOnce(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io);
        RawPeer peer = fixture.peer()) {
      RecordingHandler handler = fixture.accepted();
      peer.send(framed(pattern(10, 1), pattern(100_000, 2)));
      Frame small = handler.takeFrame();
      Frame large = handler.takeFrame();
      assertSame(small.buffer(), small.buffer());
      large.buffer().put(0, (byte) 7).position(5);
      assertEquals(5, large.buffer().position());
      small.release();
      large.release();
      // The read that brought them is over, too.
      handler.inCallback(() -> {});
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
      assertThrows(IllegalStateException.class, small::release);
      assertThrows(IllegalStateException.class, large::release);
    }
  }

  @OnEveryIo
  void t10_closedIsToldOnceAndLast(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io)) {
      RawPeer peer = fixture.peer();
      RecordingHandler handler = fixture.accepted();
      handler.connection.wake();
      peer.hangUp();
      assertEquals(Optional.empty(), handler.closed.get(10, TimeUnit.SECONDS));
      handler.connection.wake();
      handler.connection.close();
      handler.connection.send(List.of(new FramePart.Buffer(ByteBuffer.allocate(1))));
      fixture.transport.close();
      assertEquals(1, handler.told.stream().filter("closed"::equals).count());
      assertEquals("closed", handler.told.stream().reduce((a, b) -> b).orElseThrow());
    }
  }

  @OnEveryIo
  void t10_badLengthsCloseTheConnectionAndSayWhatIsAllowed(NettyIo io) throws Exception {
    try (Fixture fixture =
        Fixture.open(Fixture.context(io, 1000, 10_000), Fixture.plain(), RecordingHandler::echo)) {
      for (int length : new int[] {0, -1, Integer.MIN_VALUE, 1001, Integer.MAX_VALUE}) {
        try (RawPeer peer = fixture.peer()) {
          RecordingHandler handler = fixture.accepted();
          peer.sendLength(length);
          Throwable cause = handler.closed.get(10, TimeUnit.SECONDS).orElseThrow();
          assertEquals(
              "frame length " + length + " is not allowed; allowed: 1 to 1000", cause.getMessage());
          assertTrue(peer.isEnded());
        }
      }
      try (RawPeer peer = fixture.peer()) {
        peer.sendFrame(pattern(1000, 1));
        assertArrayEquals(pattern(1000, 1), peer.readFrame());
      }
    }
  }

  @OnEveryIo
  void t10_resetInTheMiddleOfAFrameClosesTheConnection(NettyIo io) throws Exception {
    try (Fixture fixture = Fixture.open(io)) {
      RawPeer peer = fixture.peer();
      RecordingHandler handler = fixture.accepted();
      peer.sendLength(500_000);
      peer.send(pattern(100_000, 1));
      peer.socket.setSoLinger(true, 0);
      peer.hangUp();
      handler.closed.get(10, TimeUnit.SECONDS);
      assertEquals(0, fixture.transport.frameMemory().takenBytes());
    }
  }

  @OnEveryIo
  void idleConnectionIsClosedUnlessItsHandlerIsBusy(NettyIo io) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Fixture fixture =
            Fixture.open(
                Fixture.context(io, 1000, 10_000),
                Fixture.with(TlsConfig.NONE, 50, 10, 10),
                connection ->
                    new RecordingHandler(connection) {
                      @Override
                      public boolean isBusy() {
                        return asked.incrementAndGet() < 3;
                      }
                    });
        RawPeer peer = fixture.peer()) {
      assertTrue(peer.isEnded());
      assertEquals(Optional.empty(), fixture.accepted().closed.get(10, TimeUnit.SECONDS));
      assertEquals(3, asked.get());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
