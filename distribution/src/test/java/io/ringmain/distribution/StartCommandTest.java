package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.metrics.BrokerMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class StartCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** The common pool may have a single thread, and these tests block two. */
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

  private static final class StubBroker implements RunningBroker {
    final CountDownLatch awaited = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public List<Listener> endpoints() {
      return List.of(new Listener("A", "127.0.0.1", 4711), new Listener("B", "", 4712));
    }

    @Override
    public BrokerMetrics metrics() {
      return new BrokerMetrics();
    }

    @Override
    public void awaitStop() throws InterruptedException {
      awaited.countDown();
      stopped.await();
    }

    @Override
    public void close() {
      stopped.countDown();
    }
  }

  private StartCommand command(Map<String, String> overrides, BrokerStarter starter) {
    return new StartCommand(
        new RunOptions(Optional.empty(), overrides, Optional.empty(), false, false),
        Path.of("home"),
        starter,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static int run(StartCommand command) {
    try {
      return command.run();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void printsTheReadyLineAloneAndExitsWithZeroWhenToldToStop() throws Exception {
    StubBroker broker = new StubBroker();
    StartCommand command = command(Map.of("node.id", "7"), (config, plugins) -> broker);
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(() -> run(command), threads);
    broker.awaited.await();
    assertEquals(
        "ringmain: broker 7 ready on 127.0.0.1:4711, 0.0.0.0:4712",
        out.toString(StandardCharsets.UTF_8).strip());
    assertEquals(ExitCode.OK, command.stop());
    assertEquals(ExitCode.OK, exitCode.get());
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void exitsWithOneWhenTheBrokerStopsUnasked() throws Exception {
    StubBroker broker = new StubBroker();
    broker.close();
    assertEquals(ExitCode.FAILED, command(Map.of(), (config, plugins) -> broker).run());
  }

  @Test
  void exitsWithTwoWhenTheConfigurationIsRefused() throws Exception {
    StartCommand command =
        command(
            Map.of("num.partitions", "-1"),
            (config, plugins) -> {
              throw new AssertionError("started with a configuration that was refused");
            });
    assertEquals(ExitCode.REFUSED, command.run());
    assertEquals(
        "ringmain: num.partitions=-1: allowed: a whole number, at least 1",
        err.toString(StandardCharsets.UTF_8).strip());
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void saysInOneLineWhyTheBrokerDoesNotStart() throws Exception {
    StartCommand command =
        command(
            Map.of(),
            (config, plugins) -> {
              throw new IOException("127.0.0.1:9092 is in use");
            });
    assertEquals(ExitCode.FAILED, command.run());
    assertEquals(
        "ringmain: 127.0.0.1:9092 is in use", err.toString(StandardCharsets.UTF_8).strip());
    assertEquals(ExitCode.FAILED, command.stop());
  }

  @Test
  void stopsABrokerThatIsStillStartingOnceItHasStarted() throws Exception {
    StubBroker broker = new StubBroker();
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch mayStart = new CountDownLatch(1);
    StartCommand command =
        command(
            Map.of(),
            (config, plugins) -> {
              starting.countDown();
              mayStart.await();
              return broker;
            });
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(() -> run(command), threads);
    starting.await();
    CompletableFuture<Integer> stopCode = CompletableFuture.supplyAsync(command::stop, threads);
    mayStart.countDown();
    assertEquals(ExitCode.OK, stopCode.get());
    assertTrue(exitCode.get() == ExitCode.OK || exitCode.get() == ExitCode.FAILED);
    assertEquals(0, broker.stopped.getCount());
  }

  @Test
  void hasAVersion() {
    assertTrue(Main.version().matches("\\d.*"), Main.version());
  }
}
