package io.ringmain.testkit.faults;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All kinds of faults, and the choice of some by their names. */
public final class FaultCatalog {
  private static final String PROCESS = "process";
  private static final String NETWORK = "network";
  private static final String DISK = "disk";
  private static final String CLOCK = "clock";
  private static final String COORDINATION = "coordination";

  private static final List<FaultKind> ALL =
      List.of(
          new FaultKind("stop", PROCESS, 500, 8_000, StopBroker::draw),
          new FaultKind("kill", PROCESS, 500, 12_000, KillBroker::draw),
          new FaultKind("power", PROCESS, 500, 12_000, PowerFailure::draw),
          new FaultKind("pause", PROCESS, 1, 20_000, PauseBroker::draw),
          new FaultKind("slow", PROCESS, 100, 8_000, SlowBroker::draw),
          new FaultKind("storm", PROCESS, 1, 2, RestartStorm::draw),
          new FaultKind("bounce", PROCESS, 1, 2, RollingBounce::draw),
          new FaultKind("reset", NETWORK, 1, 2, ResetConnections::draw),
          new FaultKind("one-way", NETWORK, 100, 12_000, OneWayDrop::draw),
          new FaultKind("split", NETWORK, 100, 15_000, NetworkSplit::draw),
          new FaultKind("delay", NETWORK, 100, 10_000, SlowLink::draw),
          new FaultKind("full", DISK, 100, 6_000, DiskFull::draw),
          new FaultKind("write-error", DISK, 1, 4_000, WriteErrors::draw),
          new FaultKind("read-error", DISK, 1, 3_000, ReadErrors::draw),
          new FaultKind("flush-error", DISK, 1, 4_000, FlushErrors::draw),
          new FaultKind("flush-lies", DISK, 100, 10_000, LyingFlush::draw),
          new FaultKind("slow-flush", DISK, 100, 8_000, SlowFlush::draw),
          new FaultKind("lost-write", DISK, 1, 2, LostWrite::draw),
          new FaultKind("bit-flip", DISK, 1, 2, BitFlip::draw),
          new FaultKind("clock-jump", CLOCK, 100, 20_000, ClockJump::draw),
          new FaultKind("clock-drift", CLOCK, 1_000, 20_000, ClockDrift::draw),
          new FaultKind("expiry", COORDINATION, 1, 2, SessionExpiry::draw),
          new FaultKind("connection-loss", COORDINATION, 1, 2, ConnectionLoss::draw),
          new FaultKind("late-watches", COORDINATION, 500, 15_000, LateWatches::draw),
          new FaultKind("lost-watches", COORDINATION, 500, 15_000, LostWatches::draw),
          new FaultKind("store-stop", COORDINATION, 500, 20_000, StoreStop::draw));

  private FaultCatalog() {}

  /** All kinds. */
  public static List<FaultKind> all() {
    return ALL;
  }

  /**
   * The kinds of a list such as {@code kill,network,full}: names of kinds and of families, {@code
   * all} or {@code none}.
   *
   * @throws IllegalArgumentException if there is another word; the message says what is allowed
   */
  public static List<FaultKind> named(String list) {
    Set<FaultKind> chosen = new LinkedHashSet<>();
    for (String word : list.split(",", -1)) {
      List<FaultKind> meant =
          ALL.stream()
              .filter(kind ->
                  word.equals("all") || kind.name().equals(word) || kind.family().equals(word))
              .toList();
      if (meant.isEmpty() && !word.equals("none")) {
        throw new IllegalArgumentException(
            "no fault is named \"" + word + "\"; allowed are " + allowedWords());
      }
      chosen.addAll(meant);
    }
    return List.copyOf(chosen);
  }

  private static String allowedWords() {
    Set<String> words = new LinkedHashSet<>(List.of("all", "none"));
    ALL.forEach(kind -> words.add(kind.family()));
    ALL.forEach(kind -> words.add(kind.name()));
    return String.join(", ", new ArrayList<>(words));
  }
}
