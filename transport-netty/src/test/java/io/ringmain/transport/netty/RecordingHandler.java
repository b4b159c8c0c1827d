package io.ringmain.transport.netty;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A handler that notes what it is told, for a test to look at, and does what the test says. */
class RecordingHandler implements FrameHandler {
  final Connection connection;
  final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  final CompletableFuture<Optional<Throwable>> closed = new CompletableFuture<>();
  private final BlockingQueue<Runnable> toDo = new LinkedBlockingQueue<>();

  /** What to do with a frame, besides keeping it. */
  volatile Consumer<Frame> onFrame = frame -> {};

  volatile Runnable onDrained = () -> {};
  volatile Runnable onClosed = () -> {};

  RecordingHandler(Connection connection) {
    this.connection = connection;
  }

  static RecordingHandler echo(Connection connection) {
    RecordingHandler handler = new RecordingHandler(connection);
    handler.onFrame =
        frame -> {
          connection.send(List.of(new FramePart.Buffer(frame.buffer())));
          handler.frames.remove(frame);
          frame.release();
        };
    return handler;
  }

  @Override
  public void onFrame(Frame frame) {
    frames.add(frame);
    onFrame.accept(frame);
  }

  @Override
  public void onWake() {
    told.add("wake");
    for (Runnable next = toDo.poll(); next != null; next = toDo.poll()) {
      next.run();
    }
  }

  @Override
  public void onDrained() {
    told.add("drained");
    onDrained.run();
  }

  @Override
  public void onClosed(Optional<Throwable> cause) {
    told.add("closed");
    onClosed.run();
    if (!closed.complete(cause)) {
      throw new AssertionError("told twice of the close");
    }
  }

  /** Runs something in a callback, and waits for it. */
  void inCallback(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    toDo.add(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (Throwable thrown) {
        done.completeExceptionally(thrown);
      }
    });
    connection.wake();
    done.get(10, TimeUnit.SECONDS);
  }

  /** The next frame's content; releases it. */
  byte[] takeContent() throws InterruptedException {
    Frame frame = takeFrame();
    byte[] content = content(frame);
    frame.release();
    return content;
  }

  Frame takeFrame() throws InterruptedException {
    Frame frame = frames.poll(10, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame came");
    }
    return frame;
  }

  static byte[] content(Frame frame) {
    ByteBuffer view = frame.buffer().duplicate();
    byte[] content = new byte[view.remaining()];
    view.get(content);
    return content;
  }
}
