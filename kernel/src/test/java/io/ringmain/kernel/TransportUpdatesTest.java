package io.ringmain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TransportUpdatesTest {
  private final Listening listener = new Listening();
  private final Resizable transport = new Resizable();
  private final AtomicReference<BrokerConfig> config = new AtomicReference<>();

  private TransportUpdates updates(Map<String, String> given) {
    config.set(BrokerConfig.parse(given));
    return new TransportUpdates(transport, List.of(listener), config::get, Runnable::run);
  }

  private void change(Map<String, String> ofAllBrokers, Map<String, String> ofThisOne) {
    config.set(config.get().withDynamic(ofAllBrokers, ofThisOne));
  }

  @Test
  void saysNothingOfWhatTheListenerWasBoundWith() {
    updates(Map.of("max.connections", "5", "max.connections.per.ip", "4")).apply();
    assertEquals(List.of(), listener.heard);
  }

  @Test
  void tellsOfSingleAddressesAtTheStart() {
    updates(Map.of("max.connections.per.ip.overrides", "127.0.0.1:7, ::1:8")).apply();
    assertEquals(
        List.of(
            new ConnectionLimits(
                Integer.MAX_VALUE, Integer.MAX_VALUE, Map.of("127.0.0.1", 7, "::1", 8))),
        listener.heard);
  }

  @Test
  void tellsOfEachChangeOnceAndOfTheWayBack() {
    TransportUpdates updates = updates(Map.of("max.connections", "5"));
    change(Map.of("max.connections", "6"), Map.of("max.connections.per.ip", "3"));
    updates.apply();
    updates.apply();
    change(Map.of(), Map.of());
    updates.apply();
    assertEquals(
        List.of(
            new ConnectionLimits(6, 3, Map.of()),
            new ConnectionLimits(5, Integer.MAX_VALUE, Map.of())),
        listener.heard);
  }

  @Test
  void tellsOfOtherNumbersOfThreads() {
    TransportUpdates updates = updates(Map.of("num.network.threads", "4"));
    updates.apply();
    assertEquals(List.of(), transport.heard);
    change(Map.of("num.network.threads", "6"), Map.of());
    updates.apply();
    updates.apply();
    change(Map.of("num.network.threads", "6"), Map.of("num.network.threads", "2"));
    updates.apply();
    change(Map.of(), Map.of());
    updates.apply();
    assertEquals(List.of(6, 2, 4), transport.heard);
    assertEquals(List.of(), listener.heard);
  }

  /** Notes how many threads it is to have. */
  private static final class Resizable implements Transport {
    private final List<Integer> heard = new ArrayList<>();

    @Override
    public boolean resize(int threads) {
      return heard.add(threads);
    }

    @Override
    public BoundListener bind(ListenerConfig config) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Connection> connect(
        String host, int port, TlsConfig tls, Acceptor acceptor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
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
