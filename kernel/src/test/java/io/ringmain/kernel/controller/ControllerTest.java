package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ControllerTest {

  private final SimulatedThreads threads = new SimulatedThreads();
  private final StubStore store = new StubStore(threads, 1);

  private SimulatedBroker broker(int id, long incarnation) {
    SimulatedBroker broker = new SimulatedBroker(threads, store, id, incarnation);
    threads.settle();
    return broker;
  }

  private PartitionImage partition(SimulatedBroker broker, String topic) {
    return broker.image().partition(topic, 0).orElseThrow();
  }

  private static ErrorCode error(CompletableFuture<?> failed) {
    ExecutionException e = assertThrows(ExecutionException.class, failed::get);
    return ((ControllerException) e.getCause()).error();
  }

  @Test
  void firstBrokerNamesTheClusterAndBecomesController() {
    SimulatedBroker one = broker(1, 1);
    assertTrue(one.ready.isDone());
    assertEquals(22, one.image().clusterId().length());
    assertEquals(1, one.image().controllerId());
    assertEquals(1, one.image().controllerEpoch());
    assertTrue(one.image().alive(1));
    assertEquals("host1", one.image().brokers().getFirst().endpoint("CLIENT").get().host());
  }

  @Test
  void topicIsInTheImageWhenItsCreationIsAnswered() {
    SimulatedBroker one = broker(1, 1);
    boolean[] seen = new boolean[1];
    CompletableFuture<Void> _ =
        one.create("orders", 3, 1)
            .thenAccept(
                id -> seen[0] = one.image().topic(id).orElseThrow().partitions().size() == 3);
    threads.settle();
    assertTrue(seen[0]);
    assertEquals(3, one.image().partitionCount());
  }

  @Test
  void restartFindsEverything() {
    SimulatedBroker one = broker(1, 1);
    CompletableFuture<UUID> _ = one.create("orders", 2, 1);
    threads.settle();
    String clusterId = one.image().clusterId();
    one.controller.close();
    one.session.close();
    SimulatedBroker again = broker(1, 2);
    assertTrue(again.ready.isDone());
    assertEquals(clusterId, again.image().clusterId());
    assertEquals(2, again.image().topic("orders").orElseThrow().partitions().size());
    assertEquals(2, again.image().controllerEpoch());
  }

  @Test
  void brokerThatCrashedTakesItsRegistrationAndOfficeOverAtOnceAndLeadsInANewLeaderEpoch() {
    SimulatedBroker one = broker(1, 1);
    CompletableFuture<UUID> _ = one.create("orders", 1, 1);
    threads.settle();
    assertEquals(0, partition(one, "orders").leaderEpoch());
    one.session.die();
    SimulatedBroker again = broker(1, 2);
    assertTrue(again.ready.isDone());
    assertEquals(1, partition(again, "orders").leader());
    assertTrue(partition(again, "orders").leaderEpoch() > 0);
    assertTrue(again.controller.isActive());
  }

  @Test
  void brokerIdInUseByAnotherMachineIsRefused() {
    broker(1, 1);
    StubStore.Session session = store.open();
    BrokerIdentity stranger =
        new BrokerIdentity(
            1, new UUID(99, 0), new UUID(99, 1), List.of(), java.util.Optional.empty(), -1);
    Controller controller =
        new Controller(
            threads.environment(7),
            session,
            stranger,
            new io.ringmain.kernel.metadata.MetadataImages(),
            SnapshotPolicy.DEFAULT,
            () -> io.ringmain.kernel.config.BrokerConfig.parse(java.util.Map.of("log.dirs", "/d")));
    CompletableFuture<Void> ready = controller.start(_ -> {}).toCompletableFuture();
    threads.pass(60_000);
    ExecutionException e = assertThrows(ExecutionException.class, ready::get);
    assertTrue(e.getCause().getMessage().contains("broker id 1 is in use"));
  }

  @Test
  void operationsThatWaitShareACommit() {
    SimulatedBroker one = broker(1, 1);
    long before = one.image().version();
    List<CompletableFuture<UUID>> created = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      created.add(one.create("t" + i, 1, 1));
    }
    threads.settle();
    assertTrue(created.stream().allMatch(CompletableFuture::isDone));
    assertEquals(100, one.image().topicCount());
    assertTrue(one.image().version() - before <= 3, "version " + one.image().version());
  }

  @Test
  void refusedOperationLeavesNothingBehind() {
    SimulatedBroker one = broker(1, 1);
    CompletableFuture<Void> refused =
        one.controller
            .<Void>submit(draft -> {
              SimulatedBroker.createTopic("half", 1, 1).run(draft);
              throw new ControllerException(ErrorCode.INVALID_CONFIG, "no");
            })
            .toCompletableFuture();
    CompletableFuture<UUID> other = one.create("whole", 1, 1);
    threads.settle();
    assertEquals(ErrorCode.INVALID_CONFIG, error(refused));
    assertTrue(other.isDone());
    assertTrue(one.image().topic("half").isEmpty());
    assertTrue(one.image().topic("whole").isPresent());
  }

  @Test
  void largeOperationIsOneCommitOfSeveralNodesNoneOfThemTooLarge() {
    SimulatedBroker one = broker(1, 1);
    long before = one.image().version();
    CompletableFuture<UUID> created = one.create("wide", 10_000, 1);
    threads.settle();
    assertTrue(created.isDone() && !created.isCompletedExceptionally());
    assertEquals(10_000, one.image().partitionCount());
    assertEquals(before + 2, one.image().version());
    assertTrue(store.largestBytes() <= 512 * 1024, "largest " + store.largestBytes());
  }

  @Test
  void operationThatFitsNoCommitIsRefused() {
    SimulatedBroker one = broker(1, 1);
    CompletableFuture<UUID> created = one.create("wider", 20_000, 1);
    threads.settle();
    assertEquals(ErrorCode.POLICY_VIOLATION, error(created));
  }

  @Test
  void standbyFollowsAndTakesOver() {
    SimulatedBroker one = broker(1, 1);
    SimulatedBroker two = broker(2, 1);
    assertTrue(two.ready.isDone());
    CompletableFuture<UUID> _ = one.create("orders", 1, 2);
    threads.settle();
    assertTrue(two.image().topic("orders").isPresent());
    assertEquals(1, two.image().controllerId());
    assertEquals(ErrorCode.NOT_CONTROLLER, error(settled(two.create("other", 1, 2))));
    one.session.close();
    threads.settle();
    assertEquals(2, two.image().controllerId());
    assertEquals(2, two.image().controllerEpoch());
    assertFalse(two.image().alive(1));
    CompletableFuture<UUID> other = settled(two.create("other", 1, 2));
    assertFalse(other.isCompletedExceptionally());
  }

  private <T> CompletableFuture<T> settled(CompletableFuture<T> future) {
    threads.settle();
    return future;
  }

  @Test
  void deposedControllerWritesNothing() {
    SimulatedBroker one = broker(1, 1);
    SimulatedBroker two = broker(2, 1);
    // The store ends the session of the first, which hears of nothing and still tries to write.
    one.session.deaf = true;
    one.session.expire();
    threads.settle();
    assertEquals(2, two.image().controllerId());
    long head = two.image().version();
    CompletableFuture<UUID> late = settled(one.create("late", 1, 1));
    assertEquals(ErrorCode.NOT_CONTROLLER, error(late));
    assertTrue(two.image().topic("late").isEmpty());
    assertEquals(
        Long.toString(head),
        new String(store.entries().get(MetadataPaths.HEAD).value(), StandardCharsets.UTF_8));
  }

  @Test
  void whoeverWaitsForNewsIsToldWhenItCloses() {
    broker(1, 1);
    SimulatedBroker two = broker(2, 1);
    two.session.silent = true;
    CompletableFuture<Void> caughtUp = two.controller.caughtUp().toCompletableFuture();
    threads.settle();
    assertFalse(caughtUp.isDone());
    two.controller.close();
    assertTrue(caughtUp.isDone());
  }

  @Test
  void brokerWhoseSessionExpiredComesBackByItself() {
    SimulatedBroker one = broker(1, 1);
    CompletableFuture<UUID> _ = one.create("orders", 1, 1);
    threads.settle();
    int leaderEpoch = partition(one, "orders").leaderEpoch();
    one.session.expire();
    one.session.reconnect();
    threads.pass(10_000);
    assertTrue(one.controller.isActive());
    assertEquals(2, one.image().controllerEpoch());
    assertTrue(store.entries().containsKey(MetadataPaths.broker(1)));
    // Nobody else had decided anything: the same process goes on leading in the same leader epoch.
    assertEquals(leaderEpoch, partition(one, "orders").leaderEpoch());
    assertFalse(settled(one.create("more", 1, 1)).isCompletedExceptionally());
  }

  @Test
  void lostBrokersPartitionsGetNewLeadersFromTheInSyncReplicas() {
    SimulatedBroker one = broker(1, 1);
    SimulatedBroker two = broker(2, 1);
    one.controller.submit(draft -> {
      SimulatedBroker.createTopic("orders", 1, 2).run(draft);
      UUID id = draft.image().topic("orders").orElseThrow().id();
      draft.add(
          new io.ringmain.protocol.stored.PartitionChangeRecord()
              .topicId(id)
              .partitionId(0)
              .replicas(List.of(2, 1))
              .isr(List.of(2, 1)));
      return id;
    });
    threads.settle();
    assertEquals(2, partition(one, "orders").leader());
    two.session.close();
    threads.settle();
    assertEquals(1, partition(one, "orders").leader());
    assertEquals(List.of(1), partition(one, "orders").isr());
    assertEquals(1, partition(one, "orders").leaderEpoch());
  }

  @Test
  void lastInSyncReplicaIsRememberedAndLeadsAgainWhenItComesBack() {
    SimulatedBroker one = broker(1, 1);
    SimulatedBroker two = broker(2, 1);
    CompletableFuture<UUID> _ = one.create("orders", 1, 2);
    threads.settle();
    two.session.close();
    threads.settle();
    assertEquals(PartitionImage.NO_LEADER, partition(one, "orders").leader());
    assertEquals(List.of(), partition(one, "orders").isr());
    assertEquals(List.of(2), partition(one, "orders").elr());
    SimulatedBroker again = broker(2, 2);
    assertTrue(again.ready.isDone());
    assertEquals(2, partition(again, "orders").leader());
    assertEquals(List.of(2), partition(again, "orders").isr());
  }

  @Test
  void snapshotReplacesTheLogAndANewcomerReadsIt() {
    SimulatedBroker one =
        new SimulatedBroker(threads, store, 1, 1, new SnapshotPolicy(10, 1 << 20));
    threads.settle();
    for (int i = 0; i < 35; i++) {
      CompletableFuture<UUID> _ = one.create("t" + i, 2, 1);
      threads.settle();
    }
    long logNodes =
        store.entries().keySet().stream()
            .filter(path -> path.startsWith(MetadataPaths.LOG + "/"))
            .count();
    assertTrue(logNodes < 15, "log nodes " + logNodes);
    SimulatedBroker two = broker(2, 1);
    assertEquals(35, two.image().topicCount());
    assertEquals(70, two.image().partitionCount());
    assertEquals(one.image().topics(), two.image().topics());
    assertNotEquals(one.image().version(), 0);
  }

  /** Else it would delete the logs of topics that it does not find in the snapshot. */
  @Test
  void firstImageOfABrokerHasWhatCameAfterTheSnapshot() {
    SimulatedBroker one =
        new SimulatedBroker(threads, store, 1, 1, new SnapshotPolicy(10, 1 << 20));
    threads.settle();
    for (int i = 0; i < 15; i++) {
      CompletableFuture<UUID> _ = one.create("t" + i, 1, 1);
      threads.settle();
    }
    SimulatedBroker two = new SimulatedBroker(threads, store, 2, 1);
    List<Integer> topicsSeen = new ArrayList<>();
    two.images.addListener((_, image) -> topicsSeen.add(image.topicCount()));
    threads.settle();
    assertEquals(15, topicsSeen.getFirst());
  }

  @Test
  void brokerThatSleptThroughASnapshotCatchesUp() {
    SimulatedBroker one =
        new SimulatedBroker(threads, store, 1, 1, new SnapshotPolicy(10, 1 << 20));
    SimulatedBroker two = broker(2, 1);
    two.session.cutOff = true;
    CompletableFuture<UUID> _ = one.create("gone", 1, 1);
    threads.settle();
    for (int i = 0; i < 35; i++) {
      CompletableFuture<UUID> _ = one.create("t" + i, 1, 1);
      threads.settle();
    }
    two.session.cutOff = false;
    threads.pass(20_000);
    assertEquals(one.image().topics(), two.image().topics());
    assertEquals(one.image().version(), two.image().version());
  }

  @Test
  void outcomesMayGetLost() {
    SimulatedBroker one = broker(1, 1);
    store.lostOutcomes = 60;
    List<CompletableFuture<UUID>> created = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      created.add(one.create("t" + i, 1, 1));
      threads.pass(20);
    }
    threads.pass(60_000);
    assertTrue(created.stream().allMatch(CompletableFuture::isDone));
    assertTrue(created.stream().noneMatch(CompletableFuture::isCompletedExceptionally));
    assertEquals(50, one.image().topicCount());
  }
}
