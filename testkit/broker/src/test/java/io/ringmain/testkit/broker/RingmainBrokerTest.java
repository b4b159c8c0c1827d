package io.ringmain.testkit.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RingmainBrokerTest {
  @ParameterizedTest
  @EnumSource
  void servesKafkasOwnClients(BrokerStorage storage) throws Exception {
    try (RingmainBroker broker =
        BrokerSetup.DEFAULT.withStorage(storage).withTopic("orders", 1).start()) {
      assertEquals(0, KafkaClients.produce(broker.bootstrapServers(), "orders", "first"));
      assertEquals(1, KafkaClients.produce(broker.bootstrapServers(), "orders", "second"));
      assertEquals(
          List.of("first", "second"),
          KafkaClients.consume(broker.bootstrapServers(), "orders", "shop", 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsRecordsAndCommittedOffsetsOverARestart(BrokerStorage storage) throws Exception {
    try (RingmainBroker broker =
        BrokerSetup.DEFAULT.withStorage(storage).withTopic("orders", 1).start()) {
      String bootstrapServers = broker.bootstrapServers();
      KafkaClients.produce(bootstrapServers, "orders", "before");
      assertEquals(List.of("before"), KafkaClients.consume(bootstrapServers, "orders", "shop", 1));
      broker.restart();
      assertEquals(bootstrapServers, broker.bootstrapServers());
      assertEquals(1, KafkaClients.produce(bootstrapServers, "orders", "after"));
      assertEquals(List.of("after"), KafkaClients.consume(bootstrapServers, "orders", "shop", 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoThreadFileOrPort(BrokerStorage storage) throws Exception {
    RingmainBroker.start().close(); // What a JVM keeps after the first is not the second's.
    Set<String> threads = threads();
    Set<Path> files = temporaryFolders();
    RingmainBroker broker = BrokerSetup.DEFAULT.withStorage(storage).start();
    String[] address = broker.bootstrapServers().split(":", -1);
    KafkaClients.produce(broker.bootstrapServers(), "orders", "value");
    broker.close();
    assertEquals(threads, threads());
    assertEquals(files, temporaryFolders());
    assertThrows(
        ConnectException.class, () -> new Socket(address[0], Integer.parseInt(address[1])).close());
  }

  @Test
  void runsBesideOthersInOneProcess() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Long> one =
          () -> {
            try (RingmainBroker broker = RingmainBroker.start()) {
              return KafkaClients.produce(broker.bootstrapServers(), "orders", "mine");
            }
          };
      for (Future<Long> offset : executor.invokeAll(List.of(one, one, one, one))) {
        assertEquals(0, offset.get());
      }
    }
  }

  @Test
  void hasThePartitionsThatWereAskedFor() throws Exception {
    try (RingmainBroker broker = RingmainBroker.start()) {
      broker.createTopic("orders", 3);
      String message =
          assertThrows(IllegalArgumentException.class, () -> broker.createTopic("orders", 3))
              .getMessage();
      assertTrue(
          message.startsWith("topic orders with 3 partitions: TOPIC_ALREADY_EXISTS"), message);
    }
  }

  @Test
  void refusesASettingByNameAndLeavesNothing() throws IOException {
    Set<Path> files = temporaryFolders();
    BrokerSetup setup = BrokerSetup.DEFAULT.withSetting("num.partitons", "3");
    String message = assertThrows(RuntimeException.class, setup::start).getMessage();
    assertTrue(message.contains("num.partitons"), message);
    assertEquals(files, temporaryFolders());
  }

  @Test
  void refusesWhatItWouldOverride() throws IOException {
    Set<Path> files = temporaryFolders();
    for (String key : List.of("listeners", "log.dirs", "coordination.provider")) {
      BrokerSetup setup = BrokerSetup.DEFAULT.withSetting(key, "mine");
      String message = assertThrows(IllegalArgumentException.class, setup::start).getMessage();
      assertTrue(message.startsWith(key + "=mine: a broker for tests sets this itself"), message);
    }
    assertEquals(files, temporaryFolders());
  }

  @Test
  void keepsRecordsWhereTheStorageProviderSaysThatTheSettingNames() throws Exception {
    BrokerSetup setup = BrokerSetup.DEFAULT.withSetting("storage.provider", "mmap");
    Set<Path> before = temporaryFolders();
    try (RingmainBroker broker = setup.start()) {
      assertEquals(0, KafkaClients.produce(broker.bootstrapServers(), "orders", "value"));
      Set<Path> mine = new HashSet<>(temporaryFolders());
      mine.removeAll(before);
      assertTrue(
          mine.stream().anyMatch(folder -> Files.exists(folder.resolve("orders-0"))),
          mine.toString());
    }
    BrokerSetup unknown = BrokerSetup.DEFAULT.withSetting("storage.provider", "granite");
    String message = assertThrows(RuntimeException.class, unknown::start).getMessage();
    assertTrue(message.contains("granite"), message);
  }

  @Test
  void cannotBeRestartedOnceClosed() {
    RingmainBroker broker = RingmainBroker.start();
    broker.close();
    broker.close();
    assertThrows(IllegalStateException.class, broker::restart);
  }

  @Test
  void forgetsEverythingWhenItIsClosed() throws Exception {
    BrokerSetup setup = BrokerSetup.DEFAULT.withStorage(BrokerStorage.TEMPORARY_FOLDER);
    for (int i = 0; i < 2; i++) {
      try (RingmainBroker broker = setup.start()) {
        assertEquals(0, KafkaClients.produce(broker.bootstrapServers(), "orders", "value"));
      }
    }
  }

  @Test
  void hasAnAddressOfItsOwn() {
    try (RingmainBroker one = RingmainBroker.start();
        RingmainBroker other = RingmainBroker.start()) {
      assertNotEquals(one.bootstrapServers(), other.bootstrapServers());
      assertFalse(one.bootstrapServers().endsWith(":0"));
    }
  }

  /**
   * By name, without those that belong to the whole JVM and come and go as they like: the compiler,
   * the collector, and Netty's one thread for all groups, which ends when it has idled a second.
   */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
        .map(Thread::getName)
        .filter(name -> !name.startsWith("globalEventExecutor"))
        .filter(name -> !name.startsWith("ForkJoinPool"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Path> temporaryFolders() throws IOException {
    try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return found
          .filter(path -> path.getFileName().toString().startsWith("ringmain-"))
          .collect(Collectors.toSet());
    }
  }
}
