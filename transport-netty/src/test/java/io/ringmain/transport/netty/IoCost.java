package io.ringmain.transport.netty;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what the transport costs in CPU time, for the decision between its ways to talk to
 * sockets; docs/decisions/ADR-004-transport-io.md has the figures and the command.
 *
 * <p>Run by hand: arguments are the {@code io}, {@code small}, {@code sendfile} or {@code mapped},
 * and a number of requests. The client is a process of its own, so that only the server is counted.
 */
final class IoCost {
  private static final int SLICE_BYTES = 1 << 20;
  private static final int FILE_BYTES = 256 << 20;
  private static final int CONNECTIONS = 8;
  private static final int IN_FLIGHT = 5;

  private IoCost() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("client")) {
      runClient(Integer.parseInt(args[1]), args[2], Integer.parseInt(args[3]));
      return;
    }
    boolean small = args[1].equals("small");
    int requests = Integer.parseInt(args[2]);
    String slices = args[1].equals("sendfile") ? "sendfile" : "mapped";
    NettyTransportProvider provider = new NettyTransportProvider();
    TransportContext context =
        new TransportContext(
            new PluginSettings("", provider.settings(), Map.of("io", args[0], "slices", slices)),
            2,
            100 << 20,
            100 << 20,
            Integer.getInteger("send.buffer", 102_400),
            102_400,
            Path.of("."));
    Path file = Files.createTempFile("io-cost", ".log");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        Arena arena = Arena.ofShared();
        NettyTransport transport = (NettyTransport) provider.open(context);
        BoundListener listener = transport.bind(Fixture.plain())) {
      MemorySegment mapped =
          small ? MemorySegment.NULL : channel.map(MapMode.READ_WRITE, 0, FILE_BYTES, arena);
      mapped.fill((byte) 7);
      listener.accept(
          connection -> new Responder(connection, small, small ? null : channel, mapped));
      Process client =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  IoCost.class.getName(),
                  "client",
                  "" + listener.port(),
                  args[1],
                  "" + requests)
              .redirectError(Redirect.INHERIT)
              .start();
      // The client says when it has warmed up, and when it has finished.
      if (client.getInputStream().read() < 0) {
        throw new IOException("the client failed");
      }
      long cpu = cpuNs();
      long wall = System.nanoTime();
      client.getInputStream().read();
      cpu = cpuNs() - cpu;
      wall = System.nanoTime() - wall;
      System.out.printf(
          "%s %s: %.2f us CPU a request, %.0f requests/s%n",
          args[0], args[1], cpu / 1e3 / requests, requests * 1e9 / wall);
      client.waitFor();
    }
  }

  private static long cpuNs() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void runClient(int port, String mode, int requests) throws Exception {
    boolean small = mode.equals("small");
    int connections = small ? CONNECTIONS : 1;
    int requestBytes = small ? 250 : 16;
    int responseBytes = 4 + (small ? 50 : 20 + SLICE_BYTES);
    SocketChannel[] channels = new SocketChannel[connections];
    for (int i = 0; i < connections; i++) {
      channels[i] =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
    exchange(channels, requestBytes, responseBytes, small ? IN_FLIGHT : 2, requests / 2);
    System.out.write('w');
    System.out.flush();
    exchange(channels, requestBytes, responseBytes, small ? IN_FLIGHT : 2, requests);
    System.out.write('d');
    System.out.flush();
  }

  private static void exchange(
      SocketChannel[] channels, int requestBytes, int responseBytes, int inFlight, int requests)
      throws Exception {
    Thread[] threads = new Thread[channels.length];
    for (int i = 0; i < channels.length; i++) {
      SocketChannel channel = channels[i];
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  exchange(
                      channel, requestBytes, responseBytes, inFlight, requests / channels.length);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void exchange(
      SocketChannel channel, int requestBytes, int responseBytes, int inFlight, int requests)
      throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(4 + requestBytes).putInt(0, requestBytes);
    ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
    long toRead = (long) responseBytes * requests;
    int sent = 0;
    long read = 0;
    while (read < toRead) {
      while (sent < requests && sent < read / responseBytes + inFlight) {
        request.clear();
        channel.write(request);
        sent++;
      }
      in.clear();
      int bytes = channel.read(in);
      if (bytes < 0) {
        throw new IOException("the server closed the connection");
      }
      read += bytes;
    }
  }

  /** Answers each frame with a small frame, or with 1 MiB of the file. */
  private static final class Responder implements FrameHandler {
    private final Connection connection;
    private final boolean small;
    private final FileChannel file;
    private final MemorySegment mapped;
    private final ByteBuffer head;
    private int next;

    Responder(Connection connection, boolean small, FileChannel file, MemorySegment mapped) {
      this.connection = connection;
      this.small = small;
      this.file = file;
      this.mapped = mapped;
      this.head = ByteBuffer.allocateDirect(small ? 50 : 20);
    }

    @Override
    public void onFrame(Frame frame) {
      frame.release();
      if (small) {
        connection.send(List.of(new FramePart.Buffer(head)));
      } else {
        int position = next++ % (FILE_BYTES / SLICE_BYTES) * SLICE_BYTES;
        connection.send(
            List.of(new FramePart.Buffer(head), new FramePart.Slice(new Part(position))));
      }
    }

    @Override
    public void onWake() {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(Optional<Throwable> cause) {}

    private final class Part implements LogSlice {
      private final int position;

      Part(int position) {
        this.position = position;
      }

      @Override
      public int sizeBytes() {
        return SLICE_BYTES;
      }

      @Override
      public long nextOffset() {
        return 0;
      }

      @Override
      public ByteBuffer buffer() {
        return mapped.asSlice(position, SLICE_BYTES).asByteBuffer().asReadOnlyBuffer();
      }

      @Override
      public Optional<FileRange> fileRange() {
        return Optional.of(new FileRange(file, position, SLICE_BYTES));
      }

      @Override
      public void close() {}
    }
  }
}
