package io.ringmain.transport.netty;

import io.ringmain.spi.storage.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A slice of a file that counts how often it is closed. */
final class StubSlice implements LogSlice {
  private final FileChannel channel;
  private final int position;
  private final int sizeBytes;
  private final BlockingQueue<String> closes = new LinkedBlockingQueue<>();

  /** A part of the file; the channel is the test's. */
  StubSlice(FileChannel channel, int position, int sizeBytes) {
    this.channel = channel;
    this.position = position;
    this.sizeBytes = sizeBytes;
  }

  /** A file that holds some bytes. */
  static FileChannel file(Path folder, byte[] content) throws IOException {
    Path file = Files.createTempFile(folder, "slice", ".log");
    Files.write(file, content);
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  static byte[] part(byte[] content, int position, int sizeBytes) {
    return Arrays.copyOfRange(content, position, position + sizeBytes);
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long nextOffset() {
    return 0;
  }

  @Override
  public ByteBuffer buffer() {
    if (!closes.isEmpty()) {
      throw new IllegalStateException("the slice is closed");
    }
    try {
      return channel.map(MapMode.READ_ONLY, position, sizeBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<FileRange> fileRange() {
    return Optional.of(new FileRange(channel, position, sizeBytes));
  }

  @Override
  public void close() {
    closes.add(Thread.currentThread().getName());
  }

  boolean isClosed() {
    return !closes.isEmpty();
  }

  void awaitClosedOnce() throws InterruptedException {
    if (closes.poll(10, TimeUnit.SECONDS) == null) {
      throw new AssertionError("the slice was not closed");
    }
    if (!closes.isEmpty()) {
      throw new AssertionError("the slice was closed more than once");
    }
    closes.add("once");
  }
}
