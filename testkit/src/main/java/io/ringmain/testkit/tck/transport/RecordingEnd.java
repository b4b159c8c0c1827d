package io.ringmain.testkit.tck.transport;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.Recorder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One end of a connection in a test: remembers all that it is told, and does on the connection's
 * thread what a test asks for.
 */
final class RecordingEnd implements FrameHandler {
  /** What was told, in the order in which it was. */
  final Recorder<String> events = new Recorder<>();

  final Recorder<Thread> threads = new Recorder<>();
  final Recorder<byte[]> frames = new Recorder<>();
  final Recorder<Optional<Throwable>> closed = new Recorder<>();

  private final Connection connection;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Frame> retained = new ArrayDeque<>();
  private volatile boolean retains;
  private volatile Consumer<Frame> onFrame = _ -> {};

  RecordingEnd(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Frames are kept until {@link #releaseOne}, instead of being released at once. */
  void retain() {
    retains = true;
  }

  void onFrame(Consumer<Frame> action) {
    onFrame = action;
  }

  synchronized int retained() {
    return retained.size();
  }

  /** Releases the oldest frame, on the calling thread. */
  void releaseOne() {
    Frame oldest;
    synchronized (this) {
      oldest = retained.poll();
    }
    if (oldest != null) {
      oldest.release();
    }
  }

  synchronized List<byte[]> retainedBytes() {
    return retained.stream().map(RecordingEnd::bytes).toList();
  }

  /** Runs a task on the connection's thread and waits for it. */
  void run(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tasks.add(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (RuntimeException | AssertionError failed) {
        done.completeExceptionally(failed);
      }
    });
    connection.wake();
    Answers.get(done);
  }

  /** Runs a task on the connection's thread some time, unless the connection has ended by then. */
  void runLater(Runnable task) {
    tasks.add(task);
    connection.wake();
  }

  void send(byte[]... parts) {
    List<FramePart> frame =
        Arrays.stream(parts)
            .map(part -> (FramePart) new FramePart.Buffer(ByteBuffer.wrap(part)))
            .toList();
    run(() -> connection.send(frame));
  }

  private static byte[] bytes(Frame frame) {
    byte[] bytes = new byte[frame.buffer().remaining()];
    frame.buffer().duplicate().get(bytes);
    return bytes;
  }

  private void told(String event) {
    threads.tell(Thread.currentThread());
    events.tell(event);
  }

  @Override
  public void onFrame(Frame frame) {
    told("frame");
    byte[] bytes = bytes(frame);
    if (retains) {
      synchronized (this) {
        retained.add(frame);
      }
    } else {
      frame.release();
    }
    frames.tell(bytes);
    onFrame.accept(frame);
  }

  @Override
  public void onWake() {
    told("wake");
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public void onDrained() {
    told("drained");
  }

  @Override
  public void onClosed(Optional<Throwable> cause) {
    told("closed");
    closed.tell(cause);
  }
}
