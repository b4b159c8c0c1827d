package io.ringmain.testkit.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A broker's whole life in a test, again and again in one JVM. Prints how long the first
 * acknowledged record took from the call of {@code start}: a figure to look at, not a test.
 */
class FirstRecordTest {
  /** How often: a few times in every build, more for a figure. */
  private static final int ROUNDS = Integer.getInteger("ringmain.first.record.rounds", 3);

  @Test
  void everyBrokerOfManyAcknowledgesItsFirstRecord() throws Exception {
    List<Long> servingMs = new ArrayList<>();
    List<Long> acknowledgedMs = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long calledNs = System.nanoTime();
      try (RingmainBroker broker = BrokerSetup.DEFAULT.withTopic("orders", 1).start()) {
        servingMs.add(sinceMs(calledNs));
        assertEquals(0, KafkaClients.produce(broker.bootstrapServers(), "orders", "first"));
        acknowledgedMs.add(sinceMs(calledNs));
      }
    }
    // The first half of the rounds has warmed the JVM up.
    System.out.printf(
        "from RingmainBroker.start(): serving after %s ms, first record acknowledged after %s ms%n",
        median(servingMs), median(acknowledgedMs));
  }

  private static long sinceMs(long ns) {
    return (System.nanoTime() - ns) / 1_000_000;
  }

  private static long median(List<Long> figures) {
    List<Long> warm = new ArrayList<>(figures.subList(figures.size() / 2, figures.size()));
    Collections.sort(warm);
    return warm.get(warm.size() / 2);
  }
}
