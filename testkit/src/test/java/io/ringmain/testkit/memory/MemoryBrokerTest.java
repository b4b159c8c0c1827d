package io.ringmain.testkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.kernel.Broker;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.env.system.SystemEnvironment;
import io.ringmain.kernel.env.system.WaitPolicy;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.testkit.client.FrameClient;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same plugins with real threads: what a fast test of an application uses. */
class MemoryBrokerTest {
  private static final int PORT = 9092;

  @TempDir private Path directory;

  private final MemoryNetwork network = new MemoryNetwork();
  private final MemoryEnsemble ensemble = new MemoryEnsemble();
  private final Plugins plugins =
      new Plugins(
          List.of(new MemoryDisks().provider()),
          List.of(network.provider()),
          List.of(ensemble.provider()));
  private final SystemEnvironment environment = new SystemEnvironment(WaitPolicy.BLOCKING);

  @AfterEach
  void endThreads() {
    environment.close();
    network.close();
    ensemble.close();
  }

  private Broker start() throws IOException {
    Map<String, String> given =
        Map.of(
            "log.dirs", directory.toString(),
            "listeners", "PLAINTEXT://127.0.0.1:" + PORT,
            "storage.provider", "memory",
            "transport.provider", "memory",
            "coordination.provider", "memory");
    return Broker.start(
        BrokerConfig.parse(given, plugins.installed(), "127.0.0.1"),
        plugins,
        environment.environment());
  }

  private Transport clientSide() {
    PluginSettings none = new PluginSettings("", List.of(), Map.of());
    return network
        .provider()
        .open(new TransportContext(none, 1, 1 << 20, 1 << 24, -1, -1, Path.of("")));
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void findsItsTopicsAfterARestart() throws Exception {
    try (Transport transport = clientSide()) {
      try (Broker _ = start()) {
        FrameClient client = await(FrameClient.connect(transport, "127.0.0.1", PORT));
        CreateTopicsRequest.CreatableTopic topic =
            new CreateTopicsRequest.CreatableTopic()
                .name("orders")
                .numPartitions(2)
                .replicationFactor((short) 1);
        CreateTopicsResponse created =
            await(
                client.send(
                    new CreateTopicsRequest().topics(List.of(topic)).timeoutMs(10_000),
                    CreateTopicsResponse.class));
        assertEquals(ErrorCode.NONE.id(), created.topics().getFirst().errorCode());
      }
      try (Broker _ = start()) {
        FrameClient client = await(FrameClient.connect(transport, "127.0.0.1", PORT));
        MetadataResponse metadata =
            await(
                client.send(
                    new MetadataRequest().topics(null), (short) 12, MetadataResponse.class));
        assertEquals("orders", metadata.topics().getFirst().name());
        assertEquals(2, metadata.topics().getFirst().partitions().size());
      }
    }
  }

  @Test
  void tellsClientsThatItHasGone() throws Exception {
    try (Transport transport = clientSide()) {
      FrameClient client;
      try (Broker _ = start()) {
        client = await(FrameClient.connect(transport, "127.0.0.1", PORT));
      }
      CompletionStage<MetadataResponse> asked =
          client.send(new MetadataRequest(), MetadataResponse.class);
      assertThrows(ExecutionException.class, () -> await(asked));
    }
  }

  @Test
  void leavesNothingBehindWhenItsPortIsTaken() throws Exception {
    try (Broker _ = start()) {
      assertThrows(BindException.class, this::start);
    }
    try (Broker again = start()) {
      assertFalse(again.endpoints().isEmpty());
    }
  }
}
