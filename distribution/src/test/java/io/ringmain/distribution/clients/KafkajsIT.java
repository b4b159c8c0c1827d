package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kafkajs, the JavaScript client. The facts themselves are in {@code kafkajs/facts.js}. */
class KafkajsIT {
  @RegisterExtension
  static final TestBroker broker = new TestBroker(Map.of("group.initial.rebalance.delay.ms", "0"));

  @BeforeAll
  static void installs() throws Exception {
    Kafkajs.install();
  }

  @ParameterizedTest
  @ValueSource(strings = {"codecs", "idempotence", "groups", "admin"})
  void holds(String fact) throws Exception {
    assertEquals(
        "", Tool.run(Kafkajs.FOLDER, "", List.of("node", "facts.js", broker.bootstrap(), fact)));
  }
}
