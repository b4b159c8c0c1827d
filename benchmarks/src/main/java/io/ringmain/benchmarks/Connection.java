package io.ringmain.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A blocking connection to a broker on loopback that moves whole frames.
 *
 * <p>Used by one thread at a time. It closes itself when its time is over, so that a broker that
 * never answers fails the load instead of hanging the run. Hot path: allocates nothing unless a
 * frame is larger than any before.
 */
final class Connection implements Closeable {
  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watchdog").factory());

  /** Larger than any answer of ours; protects against a length that is not one. */
  private static final int MAX_FRAME_BYTES = 128 * 1024 * 1024;

  private final SocketChannel channel;
  private final Future<?> limit;

  /** What was received and not yet handed out lies between position and limit. */
  private ByteBuffer received;

  /** The frame handed out last. */
  private ByteBuffer frame;

  private Connection(SocketChannel channel, int bufferBytes, Duration timeout) {
    this.channel = channel;
    this.limit = WATCHDOG.schedule(this::closeChannel, timeout.toMillis(), TimeUnit.MILLISECONDS);
    received = ByteBuffer.allocateDirect(bufferBytes).limit(0);
    frame = received.duplicate();
  }

  static Connection open(int port, int bufferBytes, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Connection(channel, bufferBytes, timeout);
  }

  void send(ByteBuffer wholeFrame) throws IOException {
    while (wholeFrame.hasRemaining()) {
      channel.write(wholeFrame);
    }
  }

  /** Waits for the next frame. It is valid until the next call, and comes without its length. */
  ByteBuffer nextFrame() throws IOException {
    receive(Integer.BYTES);
    int sizeBytes = received.getInt(received.position());
    if (sizeBytes < Integer.BYTES || sizeBytes > MAX_FRAME_BYTES) {
      throw new BenchmarkException("the broker sent a frame of " + sizeBytes + " bytes");
    }
    receive(Integer.BYTES + sizeBytes);
    int start = received.position() + Integer.BYTES;
    received.position(start + sizeBytes);
    return frame.limit(start + sizeBytes).position(start);
  }

  /** Waits until so many bytes from the position on are there. */
  private void receive(int wantedBytes) throws IOException {
    if (received.remaining() >= wantedBytes) {
      return;
    }
    if (received.capacity() - received.position() < wantedBytes) {
      makeRoom(wantedBytes);
    }
    int start = received.position();
    received.position(received.limit()).limit(received.capacity());
    while (received.position() - start < wantedBytes) {
      if (channel.read(received) < 0) {
        throw new EOFException("the broker closed the connection");
      }
    }
    received.flip().position(start);
  }

  private void makeRoom(int wantedBytes) {
    if (received.capacity() >= wantedBytes) {
      received.compact().flip();
      return;
    }
    ByteBuffer larger = ByteBuffer.allocateDirect(2 * wantedBytes);
    received = larger.put(received).flip();
    frame = received.duplicate();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    limit.cancel(false);
    closeChannel();
  }
}
