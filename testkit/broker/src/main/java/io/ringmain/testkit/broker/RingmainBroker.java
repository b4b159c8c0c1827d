package io.ringmain.testkit.broker;

import io.ringmain.kernel.Broker;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.env.system.SystemEnvironment;
import io.ringmain.kernel.env.system.WaitPolicy;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.testkit.memory.MemoryDisks;
import io.ringmain.testkit.memory.MemoryEnsemble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Kafka-compatible broker inside the process of a test: the production kernel behind real TCP on
 * a free port of the loopback address.
 *
 * <pre>{@code
 * try (RingmainBroker broker = RingmainBroker.start()) {
 *   properties.put("bootstrap.servers", broker.bootstrapServers());
 *   …
 * }
 * }</pre>
 *
 * <pre>
 *   start ──▶ serving ──▶ close: no thread, file or port of it is left
 *                │  ▲
 *                └──┘ restart: the same port, topics, records and committed offsets
 * </pre>
 *
 * <p>Any number of them may run at once. All methods may be called from any thread; {@link
 * #restart} and {@link #close} by one at a time.
 */
public final class RingmainBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private static final List<String> OWN_SETTINGS =
      List.of("listeners", "log.dirs", "log.dir", "coordination.provider");

  /** Found by the first broker: looking through a class path is a good part of a start. */
  private static Optional<Plugins> found = Optional.empty(); // guarded by the class

  private final BrokerSetup setup;
  private final MemoryEnsemble ensemble = new MemoryEnsemble();
  private final SystemEnvironment environment = new SystemEnvironment(WaitPolicy.BLOCKING);
  private final Plugins plugins;
  private final Path folder;
  private volatile int port;
  private Broker broker;
  private boolean closed;

  private RingmainBroker(BrokerSetup setup) {
    this.setup = setup;
    this.plugins =
        installed()
            .and(
                new Plugins(
                    List.of(new MemoryDisks().provider()),
                    List.of(),
                    List.of(ensemble.provider())));
    this.folder = newFolder();
  }

  private static synchronized Plugins installed() {
    if (found.isEmpty()) {
      found = Optional.of(Plugins.discover());
    }
    return found.get();
  }

  /**
   * Starts a broker with the settings of {@link BrokerSetup#DEFAULT}, and waits until it serves.
   */
  public static RingmainBroker start() {
    return start(BrokerSetup.DEFAULT);
  }

  /**
   * Starts a broker and waits until it serves and has the topics that were asked for.
   *
   * @throws RuntimeException if a setting or a topic is refused; the message says which and why.
   *     Nothing is left behind.
   */
  public static RingmainBroker start(BrokerSetup setup) {
    refuseOwnSettings(setup);
    RingmainBroker started = new RingmainBroker(setup);
    try {
      started.serve();
      setup.topics().forEach(started::createTopic);
      return started;
    } catch (RuntimeException refused) {
      started.close();
      throw refused;
    }
  }

  /** What would be overridden without a word is refused. */
  private static void refuseOwnSettings(BrokerSetup setup) {
    for (String key : OWN_SETTINGS) {
      if (setup.settings().containsKey(key)) {
        throw new IllegalArgumentException(
            key
                + "="
                + setup.settings().get(key)
                + ": a broker for tests sets this itself; leave it out (where records are kept is"
                + " chosen by withStorage or storage.provider)");
      }
    }
  }

  private void serve() {
    Map<String, String> settings = new HashMap<>(BrokerSetup.DEFAULT.settings());
    settings.put("storage.provider", setup.storage().provider());
    settings.putAll(setup.settings());
    settings.put("listeners", "PLAINTEXT://" + HOST + ":" + port);
    settings.put("log.dirs", folder.toString());
    settings.put("coordination.provider", "memory");
    try {
      broker =
          Broker.start(
              BrokerConfig.parse(settings, plugins.installed(), HOST),
              plugins,
              environment.environment());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    port = broker.endpoints().getFirst().port();
  }

  /** What clients put into {@code bootstrap.servers}, such as {@code 127.0.0.1:40123}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /**
   * Creates a topic and waits until it can be used.
   *
   * @throws IllegalArgumentException if the broker refuses it; the message says why
   */
  public void createTopic(String topic, int partitions) {
    TopicCreation.create(HOST, port, topic, partitions);
  }

  /**
   * Stops the broker cleanly and starts it again, on the same port and with all that it holds.
   * Clients lose their connections, and find it again by themselves.
   */
  public void restart() {
    if (closed) {
      throw new IllegalStateException("this broker is closed");
    }
    broker.close();
    serve();
  }

  /** Stops the broker and forgets all that it held. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (broker != null) {
      broker.close();
    }
    environment.close();
    ensemble.close();
    TemporaryFolders.delete(folder);
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("ringmain-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
