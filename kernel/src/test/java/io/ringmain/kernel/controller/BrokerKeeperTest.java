package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Brokers that fall silent, come back and stop, with leases of three seconds. */
class BrokerKeeperTest {

  private static final UUID TOPIC = new UUID(7, 7);

  private final SimulatedThreads threads = new SimulatedThreads();
  private final StubStore store = new StubStore(threads, 1);
  private final SimulatedBroker one = start(1, 1, BrokerIdentity.UNCLEAN);
  private final SimulatedBroker two = start(2, 1, BrokerIdentity.UNCLEAN);
  private final SimulatedBroker three = start(3, 1, BrokerIdentity.UNCLEAN);

  private SimulatedBroker start(int id, long incarnation, long previousBrokerEpoch) {
    SimulatedBroker broker =
        new SimulatedBroker(
            threads, store, id, incarnation, SnapshotPolicy.DEFAULT, previousBrokerEpoch);
    threads.settle();
    assertTrue(broker.ready.isDone());
    return broker;
  }

  /** One partition, the first of the in-sync replicas leads. */
  private void partition(List<Integer> replicas, List<Integer> isr) {
    one.controller.submit(draft -> {
      draft.add(new TopicRecord().name("orders").topicId(TOPIC));
      draft.add(
          new PartitionRecord()
              .topicId(TOPIC)
              .partitionId(0)
              .replicas(replicas)
              .isr(isr)
              .leader(isr.getFirst())
              .leaderEpoch(0)
              .partitionEpoch(0));
      return TOPIC;
    });
    threads.settle();
  }

  private PartitionImage partition() {
    return one.image().partition("orders", 0).orElseThrow();
  }

  @Test
  void silentBrokerIsFencedWithinItsLeaseThoughItIsRegistered() {
    partition(List.of(2, 1), List.of(2, 1));
    two.mute = true;
    threads.pass(2_000);
    assertTrue(one.image().alive(2));
    threads.pass(1_600);
    assertFalse(one.image().alive(2));
    assertTrue(store.entries().containsKey(MetadataPaths.broker(2)));
    assertEquals(1, partition().leader());
    assertEquals(List.of(1), partition().isr());
  }

  @Test
  void silentBrokerIsFencedAsSoonAsItsLeaseIsOver() {
    threads.pass(3_000);
    threads.pass(10); // Since the last heartbeat.
    two.mute = true;
    threads.pass(2_980);
    assertTrue(one.image().alive(2));
    threads.pass(20);
    assertFalse(one.image().alive(2));
  }

  @Test
  void brokerThatIsHeardOfAgainMayLeadAgain() {
    two.mute = true;
    threads.pass(4_000);
    partition(List.of(2), List.of(2));
    assertFalse(one.image().alive(2));
    two.mute = false;
    threads.pass(4_000);
    assertTrue(one.image().alive(2));
    assertEquals(2, partition().leader());
  }

  @Test
  void newControllerGivesEverybodyALease() {
    two.mute = true;
    three.mute = true;
    threads.pass(2_500);
    one.session.close();
    threads.pass(1_500);
    assertTrue(two.image().controllerId() != 1);
    assertTrue(two.image().alive(2) && two.image().alive(3));
  }

  @Test
  void nothingChangesWhileTheStoreCannotBeWrittenAndNobodyIsBlamedAfterwards() {
    partition(List.of(2, 1), List.of(2, 1));
    one.session.cutOff = true;
    threads.pass(10_000);
    one.session.cutOff = false;
    threads.pass(10_000);
    assertTrue(one.image().alive(2));
    assertEquals(2, partition().leader());
    assertEquals(0, partition().leaderEpoch());
  }

  @Test
  void brokerThatStopsHandsOverWhatOthersCanLead() {
    partition(List.of(2, 1), List.of(2, 1));
    CompletableFuture<Void> left = two.heartbeats.leave(60_000).toCompletableFuture();
    threads.settle();
    assertTrue(left.isDone());
    assertEquals(1, partition().leader());
    assertEquals(List.of(1), partition().isr());
    assertTrue(one.image().broker(2).orElseThrow().inControlledShutdown());
  }

  @Test
  void brokerThatStopsLeadsOnWhereNobodyElseCan() {
    partition(List.of(2, 1), List.of(2));
    CompletableFuture<Void> left = two.heartbeats.leave(60_000).toCompletableFuture();
    threads.settle();
    assertTrue(left.isDone());
    assertEquals(2, partition().leader());
    two.session.close();
    threads.settle();
    assertFalse(partition().hasLeader());
    assertEquals(List.of(2), partition().elr());
  }

  @Test
  void lastBrokerStopsAtOnceAndChangesNothing() {
    two.session.close();
    three.session.close();
    threads.settle();
    long version = one.image().version();
    CompletableFuture<Void> left = one.heartbeats.leave(60_000).toCompletableFuture();
    threads.settle();
    assertTrue(left.isDone());
    assertEquals(version, one.image().version());
  }

  @Test
  void brokerThatNobodyRelievesStopsAfterAWhile() {
    two.mute = true;
    CompletableFuture<Void> left = two.heartbeats.leave(5_000).toCompletableFuture();
    threads.pass(4_900);
    assertFalse(left.isDone());
    threads.pass(200);
    assertTrue(left.isDone());
  }

  @Test
  void brokerThatCrashedIsNoMoreInSyncWhereOthersAre() {
    partition(List.of(2, 1, 3), List.of(2, 1, 3));
    two.session.die();
    start(2, 2, BrokerIdentity.UNCLEAN);
    assertEquals(1, partition().leader());
    assertEquals(List.of(1, 3), partition().isr());
    assertEquals(List.of(), partition().elr());
    assertTrue(one.image().alive(2));
  }

  @Test
  void brokerThatStoppedCleanlyIsElectedFromTheEligible() {
    partition(List.of(2, 1), List.of(2));
    final long epoch = one.image().broker(2).orElseThrow().brokerEpoch();
    two.session.close();
    threads.settle();
    assertEquals(List.of(2), partition().elr());
    start(2, 2, epoch);
    assertEquals(2, partition().leader());
    assertEquals(List.of(2), partition().isr());
  }

  @Test
  void brokerThatCrashedIsNotEligibleButLeadsAgainWhereItWasTheLast() {
    partition(List.of(2, 1), List.of(2));
    two.session.die();
    start(2, 2, BrokerIdentity.UNCLEAN);
    assertEquals(2, partition().leader());
    assertTrue(partition().leaderEpoch() > 0);
  }

  @Test
  void preferredReplicaLeadsAgainAfterAWhile() {
    partition(List.of(2, 1), List.of(1, 2));
    assertEquals(1, partition().leader());
    threads.pass(301_000);
    assertEquals(2, partition().leader());
  }

  @Test
  void partitionWithoutLeaderGetsOneWhenUncleanElectionsAreAllowed() {
    partition(List.of(2, 1), List.of(2));
    two.session.close();
    threads.settle();
    assertFalse(partition().hasLeader());
    one.controller.submit(
        ConfigAlteration.incremental(
            ConfigResource.topic("orders"),
            List.of(
                new ConfigAlteration.Step(
                    "unclean.leader.election.enable", ConfigAlteration.Action.SET, "true")),
            false,
            DraftedCluster.CONFIG));
    threads.settle();
    assertEquals(1, partition().leader());
    assertEquals(List.of(1), partition().isr());
  }

  @Test
  void brokerThatIsGoneForGoodIsTakenOffTheList() {
    partition(List.of(2, 1), List.of(2, 1));
    two.session.close();
    threads.settle();
    CompletableFuture<Void> done = one.controller.unregister(2).toCompletableFuture();
    threads.settle();
    assertTrue(done.isDone() && !done.isCompletedExceptionally());
    assertTrue(three.image().broker(2).isEmpty());
    CompletableFuture<Void> again = one.controller.unregister(2).toCompletableFuture();
    threads.settle();
    assertTrue(again.isCompletedExceptionally());
  }

  @Test
  void nextControllerFinishesWhatItsPredecessorBegan() {
    partition(List.of(2, 3), List.of(2, 3));
    // Fenced, but the elections that follow never came.
    one.controller.submit(draft -> {
      draft.add(
          new BrokerRegistrationChangeRecord()
              .brokerId(2)
              .brokerEpoch(draft.image().broker(2).orElseThrow().brokerEpoch())
              .fenced((byte) 1));
      return null;
    });
    two.mute = true;
    threads.settle();
    assertEquals(2, partition().leader());
    one.session.close();
    threads.pass(1_000);
    assertEquals(3, three.image().partition("orders", 0).orElseThrow().leader());
  }
}
