package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for three brokers and their controller whatever goes wrong with the store. */
class ControllerProperties {

  /** One run under faults drawn from a seed. */
  private static final class Run {
    private final Random random;
    private final SimulatedThreads threads = new SimulatedThreads();
    private final StubStore store;
    private final SimulatedBroker[] brokers = new SimulatedBroker[3];
    private final int[] incarnations = new int[3];
    private final Map<String, CompletableFuture<UUID>> created = new HashMap<>();
    private final Map<Long, MetadataImage> byVersion = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    Run(long seed) {
      random = new Random(seed);
      store = new StubStore(threads, seed);
      for (int i = 0; i < brokers.length; i++) {
        start(i);
      }
      store.lostOutcomes = random.nextInt(40);
      store.lostWatches = random.nextInt(60);
      store.lateWatchesMs = random.nextInt(2000);
    }

    private void start(int index) {
      brokers[index] =
          new SimulatedBroker(
              threads, store, index + 1, ++incarnations[index], new SnapshotPolicy(10, 1 << 20));
      watch(brokers[index].images);
    }

    /** All brokers see the same at the same version (Invariant 31). */
    private void watch(MetadataImages images) {
      long[] last = new long[1];
      images.addListener((delta, image) -> {
        assertTrueLater(image.version() >= last[0], "version went back to " + image.version());
        last[0] = image.version();
        MetadataImage other = byVersion.putIfAbsent(image.version(), image);
        assertTrueLater(
            other == null || other.topics().equals(image.topics()),
            "two images of version " + image.version());
      });
    }

    private void assertTrueLater(boolean holds, String what) {
      if (!holds) {
        faults.add(what);
      }
    }

    void go(int steps) {
      for (int step = 0; step < steps; step++) {
        int index = random.nextInt(brokers.length);
        SimulatedBroker broker = brokers[index];
        switch (random.nextInt(12)) {
          case 0 -> {
            broker.session.expire();
            threads.pass(random.nextInt(500));
            broker.session.reconnect();
          }
          case 1 -> {
            broker.session.die();
            if (random.nextBoolean()) {
              broker.session.expire();
              threads.pass(random.nextInt(500));
            }
            start(index);
          }
          case 2 -> broker.session.cutOff = !broker.session.cutOff;
          case 3 -> broker.session.deaf = !broker.session.deaf;
          default -> {
            String name = "topic-" + step;
            created.put(name, broker.create(name, 2, index + 1));
          }
        }
        threads.pass(random.nextInt(300));
      }
    }

    void heal() {
      store.lostOutcomes = 0;
      store.lostWatches = 0;
      store.lateWatchesMs = 0;
      for (SimulatedBroker broker : brokers) {
        broker.session.cutOff = false;
        broker.session.deaf = false;
      }
      threads.pass(30_000);
    }

    void check() {
      assertEquals(List.of(), faults);
      MetadataImage first = brokers[0].image();
      int controllers = 0;
      for (SimulatedBroker broker : brokers) {
        MetadataImage image = broker.image();
        assertEquals(first.version(), image.version());
        assertEquals(first.topics(), image.topics());
        assertEquals(first.brokers(), image.brokers());
        assertEquals(3, image.aliveBrokers().size());
        assertEquals(first.controllerId(), image.controllerId());
        controllers += broker.controller.isActive() ? 1 : 0;
      }
      assertEquals(1, controllers);
      Set<UUID> ids = new HashSet<>();
      first.topics().forEach(topic -> assertTrue(ids.add(topic.id())));
      created.forEach((name, answer) -> checkAnswered(first, name, answer));
      assertTrue(store.largestBytes() <= 512 * 1024);
      for (TopicImage topic : first.topics()) {
        assertTrue(topic.partitions().stream().allMatch(p -> p.hasLeader()), topic.toString());
      }
    }

    /** What was answered is there (Invariant 37, for topics). */
    private void checkAnswered(MetadataImage image, String name, CompletableFuture<UUID> answer) {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        assertEquals(answer.join(), image.topic(name).orElseThrow().id());
      }
    }
  }

  @Property(tries = 60)
  void brokersConvergeWhateverGoesWrong(@ForAll long seed) {
    Run run = new Run(seed);
    run.go(60);
    run.heal();
    run.check();
  }
}
