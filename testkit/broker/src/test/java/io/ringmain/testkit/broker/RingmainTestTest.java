package io.ringmain.testkit.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@RingmainTest(
    topics = {"orders:3", "returns"},
    settings = "auto.create.topics.enable=false")
class RingmainTestTest {
  private final RingmainBroker injected;

  RingmainTestTest(RingmainBroker injected) {
    this.injected = injected;
  }

  @Test
  void injectsTheAddressOfABrokerThatHasTheTopics(@BootstrapServers String bootstrapServers)
      throws Exception {
    assertEquals(0, KafkaClients.produce(bootstrapServers, "orders", "value"));
    assertEquals(0, KafkaClients.produce(bootstrapServers, "returns", "value"));
  }

  @Test
  void sharesTheBrokerOfTheClass(RingmainBroker broker, @BootstrapServers String address) {
    assertSame(injected, broker);
    assertEquals(broker.bootstrapServers(), address);
  }

  @Test
  @RingmainTest
  void hasABrokerOfItsOwnWhereTheMethodAsksForOne(RingmainBroker broker) {
    assertNotSame(injected, broker);
  }

  @Nested
  class Inside {
    @Test
    void sharesTheBrokerOfTheOuterClass(RingmainBroker broker) {
      assertSame(injected, broker);
    }
  }

  @Test
  void closesTheBrokerAtTheEndOfTheClass() {
    run(Remembering.class).assertStatistics(counts -> counts.succeeded(2));
    assertEquals(1, Remembering.ADDRESSES.stream().distinct().count());
    String[] address = Remembering.ADDRESSES.getFirst().split(":", -1);
    assertThrows(
        ConnectException.class, () -> new Socket(address[0], Integer.parseInt(address[1])).close());
  }

  @Test
  void saysWhatIsWrongWithTheAnnotation() {
    run(Misspelt.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(
                        "@RingmainTest(topics = \"orders:many\"): expected name or"
                            + " name:partitions"))));
  }

  private static Events run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .testEvents();
  }

  /** Run by a test above. */
  @RingmainTest
  static class Remembering {
    static final List<String> ADDRESSES = new ArrayList<>();

    @Test
    void first(@BootstrapServers String bootstrapServers) {
      ADDRESSES.add(bootstrapServers);
    }

    @Test
    void second(@BootstrapServers String bootstrapServers) {
      ADDRESSES.add(bootstrapServers);
    }
  }

  /** Run by a test above. */
  @RingmainTest(topics = "orders:many")
  static class Misspelt {
    @Test
    void never(@BootstrapServers String bootstrapServers) {
      throw new AssertionError(bootstrapServers);
    }
  }
}
