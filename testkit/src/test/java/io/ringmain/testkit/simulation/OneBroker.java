package io.ringmain.testkit.simulation;

import io.ringmain.kernel.Broker;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.testkit.client.FrameClient;
import io.ringmain.testkit.memory.MemoryDisks;
import io.ringmain.testkit.memory.MemoryEnsemble;
import io.ringmain.testkit.memory.MemoryNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker and a client in one simulation; the broker can be stopped and started again. */
final class OneBroker {
  private static final int PORT = 9092;
  private static final int PATIENCE_MS = 30_000;

  final SimulatedScheduler scheduler;
  final MemoryDisks disks;
  private final MemoryNetwork network;
  private final MemoryEnsemble ensemble;
  private final Plugins plugins;
  private final BrokerConfig config;
  private final Transport clientSide;
  private Broker broker;
  private FrameClient client;

  OneBroker(long seed, Path... logDirectories) {
    scheduler = new SimulatedScheduler(seed);
    disks = new MemoryDisks(scheduler::wallMs);
    network = new MemoryNetwork(scheduler.newExecutor("network"));
    ensemble = new MemoryEnsemble(scheduler.newExecutor("coordination"));
    plugins =
        new Plugins(
            List.of(disks.provider()), List.of(network.provider()), List.of(ensemble.provider()));
    config =
        BrokerConfig.parse(
            Map.of(
                "log.dirs",
                    Stream.of(logDirectories).map(Path::toString).collect(Collectors.joining(",")),
                "listeners", "PLAINTEXT://127.0.0.1:" + PORT,
                "storage.provider", "memory",
                "transport.provider", "memory",
                "coordination.provider", "memory",
                "offsets.topic.num.partitions", "1",
                "ring.slots", "64"),
            plugins.installed(),
            "127.0.0.1");
    clientSide =
        network
            .provider()
            .open(
                new TransportContext(
                    new PluginSettings("", List.of(), Map.of()),
                    1,
                    1 << 20,
                    1 << 24,
                    -1,
                    -1,
                    Path.of("")));
  }

  void start() {
    broker =
        scheduler.await(Broker.startAsync(config, plugins, scheduler.environment()), PATIENCE_MS);
    client = scheduler.await(FrameClient.connect(clientSide, "127.0.0.1", PORT), PATIENCE_MS);
  }

  void stop() {
    scheduler.await(broker.stop(), PATIENCE_MS);
  }

  /** Without waiting for the answer, which may never come. */
  void send(ApiMessage request, int version) {
    var _ = client.send(request, (short) version, ApiMessage.class);
  }

  /** It stops by itself. */
  void awaitStopped() {
    scheduler.await(broker.stop(), PATIENCE_MS);
  }

  Broker broker() {
    return broker;
  }

  MemoryEnsemble ensemble() {
    return ensemble;
  }

  <R extends ApiMessage> R ask(ApiMessage request, int version, Class<R> response) {
    return scheduler.await(client.send(request, (short) version, response), PATIENCE_MS);
  }
}
