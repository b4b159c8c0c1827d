package io.ringmain.testkit.invariants;

import static org.junit.jupiter.api.Assertions.fail;

import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.arbitraries.BrokerSettings;
import io.ringmain.testkit.arbitraries.ClientWorkload;
import io.ringmain.testkit.arbitraries.RingmainArbitraries;
import io.ringmain.testkit.checkers.Violation;
import io.ringmain.testkit.memory.MemoryDisks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What must hold of partitions, whatever clients do: to be extended in a test class by whoever has
 * a storage plugin, or a configuration of brokers.
 *
 * <pre>
 *                                  settings under test
 *                                          ▼
 *   workload ─▶ simulated clients ⇄ the kernel's broker ─▶ storage under test
 *                        │                                    │
 *                        └────────▶ checkers ◀────────────────┘
 * </pre>
 *
 * <p>Each property runs random workloads: producers, idempotent or not, consumers, deletion of
 * records, clean restarts. Broker and clients run on one thread and on virtual time, from the seed
 * of the workload; only what the storage does on threads of its own is not repeated exactly. jqwik
 * calls the properties, one after the other; a failing one prints the shortest workload that was
 * found.
 */
public abstract class PartitionInvariants {
  private static final int TRIES = 50;

  /** For the test class that extends it. */
  protected PartitionInvariants() {}

  /** The plugin under test. Asked for anew for each workload; the storage in memory by default. */
  protected StorageProvider provider() {
    return new MemoryDisks().provider();
  }

  /**
   * Settings that differ from the defaults, by their full names: of the broker, such as {@code
   * log.flush.interval.messages}, and of the plugin, such as {@code storage.NAME.key}. Not those
   * that the simulation chooses, such as listeners, directories and plugins.
   */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Settings on top of these, drawn for each run; none, unless overridden. */
  @Provide
  protected Arbitrary<BrokerSettings> brokerSettings() {
    return Arbitraries.just(new BrokerSettings(Map.of()));
  }

  /** The workloads; to be overridden with narrower ones, or longer. */
  @Provide
  protected Arbitrary<ClientWorkload> workloads() {
    return RingmainArbitraries.clientWorkloads();
  }

  /** Base offsets follow one another, and every batch has a valid checksum. */
  @Property(tries = TRIES)
  protected void invariant6_aLogHasNoGapAndOnlyIntactBatches(
      @ForAll("workloads") ClientWorkload workload, @ForAll("brokerSettings") BrokerSettings broker)
      throws IOException {
    check(workload, broker, 6);
  }

  /** Log start offset ≤ last stable offset ≤ high watermark ≤ log end offset. */
  @Property(tries = TRIES)
  protected void invariant10_offsetsAreInOrder(
      @ForAll("workloads") ClientWorkload workload, @ForAll("brokerSettings") BrokerSettings broker)
      throws IOException {
    check(workload, broker, 3, 10);
  }

  /** The log start offset only grows, and only as far as somebody asked. */
  @Property(tries = TRIES)
  protected void invariant12_logStartOnlyGrows(
      @ForAll("workloads") ClientWorkload workload, @ForAll("brokerSettings") BrokerSettings broker)
      throws IOException {
    check(workload, broker, 12);
  }

  /** No sequence of a producer comes twice, and none is left out. */
  @Property(tries = TRIES)
  protected void invariants15And16_sequencesFollowOneAnother(
      @ForAll("workloads") ClientWorkload workload, @ForAll("brokerSettings") BrokerSettings broker)
      throws IOException {
    check(workload, broker, 15, 16);
  }

  /** No write is lost, none duplicated; reads are what was written, in order, to the end. */
  @Property(tries = TRIES)
  protected void invariants37To43_clientsSeeWhatWasWritten(
      @ForAll("workloads") ClientWorkload workload, @ForAll("brokerSettings") BrokerSettings broker)
      throws IOException {
    check(workload, broker, 18, 37, 38, 39, 41, 43);
  }

  private void check(ClientWorkload workload, BrokerSettings broker, Integer... invariants)
      throws IOException {
    Map<String, String> settings = new TreeMap<>(settings());
    settings.putAll(broker.values());
    Path folder = Files.createTempDirectory("partition-invariants-");
    try {
      List<Violation> violations =
          WorkloadRun.run(workload, provider(), folder.resolve("logs"), settings);
      Set<Integer> checked = Set.of(invariants);
      String broken =
          violations.stream()
              .filter(violation -> checked.contains(violation.invariant()) || endsTheRun(violation))
              .map(Violation::toString)
              .collect(Collectors.joining("\n"));
      if (!broken.isEmpty()) {
        fail(broken);
      }
    } finally {
      delete(folder);
    }
  }

  /** What throws or hangs breaks every property: nothing can be said of the rest. */
  private static boolean endsTheRun(Violation violation) {
    return violation.invariant() == WorkloadRun.NOTHING_THROWS
        || violation.invariant() == WorkloadRun.QUIESCENCE;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
