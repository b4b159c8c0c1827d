package io.ringmain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ListenerLimitsTest {
  private final Listening listener = new Listening();
  private final AtomicReference<BrokerConfig> config = new AtomicReference<>();

  private ListenerLimits limits(Map<String, String> given) {
    config.set(BrokerConfig.parse(given));
    return new ListenerLimits(List.of(listener), config::get, Runnable::run);
  }

  private void change(Map<String, String> ofAllBrokers, Map<String, String> ofThisOne) {
    config.set(config.get().withDynamic(ofAllBrokers, ofThisOne));
  }

  @Test
  void saysNothingOfWhatTheListenerWasBoundWith() {
    limits(Map.of("max.connections", "5", "max.connections.per.ip", "4")).apply();
    assertEquals(List.of(), listener.heard);
  }

  @Test
  void tellsOfSingleAddressesAtTheStart() {
    limits(Map.of("max.connections.per.ip.overrides", "127.0.0.1:7, ::1:8")).apply();
    assertEquals(
        List.of(
            new ConnectionLimits(
                Integer.MAX_VALUE, Integer.MAX_VALUE, Map.of("127.0.0.1", 7, "::1", 8))),
        listener.heard);
  }

  @Test
  void tellsOfEachChangeOnceAndOfTheWayBack() {
    ListenerLimits limits = limits(Map.of("max.connections", "5"));
    change(Map.of("max.connections", "6"), Map.of("max.connections.per.ip", "3"));
    limits.apply();
    limits.apply();
    change(Map.of(), Map.of());
    limits.apply();
    assertEquals(
        List.of(
            new ConnectionLimits(6, 3, Map.of()),
            new ConnectionLimits(5, Integer.MAX_VALUE, Map.of())),
        listener.heard);
  }

  /** Notes what it hears. */
  private static final class Listening implements BoundListener {
    private final List<ConnectionLimits> heard = new ArrayList<>();

    @Override
    public int port() {
      return 1;
    }

    @Override
    public void accept(Transport.Acceptor acceptor) {}

    @Override
    public boolean limit(ConnectionLimits limits) {
      return heard.add(limits);
    }

    @Override
    public void close() {}
  }
}
