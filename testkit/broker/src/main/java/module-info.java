/**
 * A Kafka-compatible broker inside the tests of an application: {@link
 * io.ringmain.testkit.broker.RingmainBroker} by itself, {@link
 * io.ringmain.testkit.broker.RingmainTest} with JUnit.
 */
module io.ringmain.testkit.broker {
  requires io.ringmain.testkit;
  requires static org.junit.jupiter.api;

  exports io.ringmain.testkit.broker;
}
