package io.ringmain.kernel.connection;

import io.ringmain.protocol.Reader;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection that keeps what is sent. Who wakes it must call the handler itself. */
final class RecordedConnection implements Connection {
  private final List<ByteBuffer> sent = new ArrayList<>();
  boolean paused;
  boolean closed;

  List<Integer> correlationIds() {
    return sent.stream().map(response -> response.getInt(0)).toList();
  }

  /** Behind a header without tagged fields. */
  Reader bodyOf(int response) {
    return new Reader(sent.get(response).duplicate().position(4));
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public String peer() {
    return "127.0.0.1:49152";
  }

  @Override
  public String listener() {
    return "PLAINTEXT";
  }

  @Override
  public Optional<Principal> peerPrincipal() {
    return Optional.empty();
  }

  @Override
  public void send(List<FramePart> parts) {
    ByteBuffer whole = ByteBuffer.allocate(parts.stream().mapToInt(FramePart::sizeBytes).sum());
    for (FramePart part : parts) {
      switch (part) {
        case FramePart.Buffer bytes -> whole.put(bytes.buffer().duplicate());
        case FramePart.Slice records -> {
          whole.put(records.slice().buffer());
          records.slice().close();
        }
      }
    }
    sent.add(whole.flip());
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
  }

  @Override
  public void wake() {
    // The test calls onWake.
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void closeAfterSend() {
    closed = true;
  }
}
