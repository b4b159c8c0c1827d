package io.ringmain.kernel.plugin;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.CoordinationServer;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * The plugins that are installed: one set of providers for each kind.
 *
 * <pre>
 *   discover ──▶ Plugins ──▶ installed, for BrokerConfig.parse
 *                   │
 *                   └──────▶ openStorage, openTransport, openCoordination
 * </pre>
 *
 * <p>Used on the thread that starts the broker. Immutable.
 */
public final class Plugins {
  private final List<StorageProvider> storages;
  private final List<TransportProvider> transports;
  private final List<CoordinationProvider> coordinations;

  /**
   * A given set of providers: what tests and simulations use.
   *
   * @throws PluginException if two of a kind have the same name
   */
  public Plugins(
      List<? extends StorageProvider> storages,
      List<? extends TransportProvider> transports,
      List<? extends CoordinationProvider> coordinations) {
    this.storages = distinct(PluginKind.STORAGE, storages);
    this.transports = distinct(PluginKind.TRANSPORT, transports);
    this.coordinations = distinct(PluginKind.COORDINATION, coordinations);
  }

  /**
   * The providers of the modules that the broker was started with; on a class path, those that the
   * descriptors of the modules on it name.
   *
   * @throws PluginException if a plugin was built against other contracts, a provider cannot be
   *     made, or two of a kind have the same name
   */
  public static Plugins discover() {
    return new Plugins(
        loaded(PluginKind.STORAGE, found(StorageProvider.class)),
        loaded(PluginKind.TRANSPORT, found(TransportProvider.class)),
        loaded(PluginKind.COORDINATION, found(CoordinationProvider.class)));
  }

  private static <P extends PluginProvider> Iterable<P> found(Class<P> service) {
    ModuleLayer layer = Plugins.class.getModule().getLayer();
    if (layer == null) {
      return () -> ClassPathProviders.of(service, Plugins.class.getClassLoader()).iterator();
    }
    layer.modules().forEach(module -> SpiCompatibility.require(module.getDescriptor()));
    return ServiceLoader.load(layer, service);
  }

  /**
   * These plugins and others.
   *
   * @throws PluginException if two of a kind have the same name
   */
  public Plugins and(Plugins others) {
    return new Plugins(
        both(storages, others.storages),
        both(transports, others.transports),
        both(coordinations, others.coordinations));
  }

  private static <P> List<P> both(List<P> some, List<P> others) {
    List<P> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  /** What a loader finds, or one message that says which plugin of which kind is broken. */
  static <P extends PluginProvider> List<P> loaded(PluginKind kind, Iterable<P> loader) {
    List<P> found = new ArrayList<>();
    try {
      Iterator<P> providers = loader.iterator();
      while (providers.hasNext()) {
        found.add(providers.next());
      }
    } catch (ServiceConfigurationError broken) {
      Throwable reason = broken.getCause() == null ? broken : broken.getCause();
      throw new PluginException(
          "a " + kind.word() + " plugin cannot be loaded: " + broken.getMessage() + ": " + reason,
          broken);
    }
    return found;
  }

  private static <P extends PluginProvider> List<P> distinct(
      PluginKind kind, List<? extends P> providers) {
    Map<String, PluginProvider> byName = new HashMap<>();
    for (PluginProvider provider : providers) {
      PluginProvider other = byName.put(provider.name(), provider);
      if (other != null) {
        throw new PluginException(
            "two "
                + kind.word()
                + " plugins are named "
                + provider.name()
                + ": "
                + origin(other)
                + " and "
                + origin(provider)
                + "; only one of them may be installed");
      }
    }
    return List.copyOf(providers);
  }

  private static String origin(PluginProvider provider) {
    Class<?> type = provider.getClass();
    String module = type.getModule().isNamed() ? type.getModule().getName() + "/" : "";
    return module + type.getName();
  }

  /** Every provider, by kind: what {@link BrokerConfig#parse} checks a configuration against. */
  public Map<PluginKind, List<? extends PluginProvider>> installed() {
    return Map.of(
        PluginKind.STORAGE, storages,
        PluginKind.TRANSPORT, transports,
        PluginKind.COORDINATION, coordinations);
  }

  /**
   * Opens the storage that the configuration names.
   *
   * @throws PluginException if it is not installed, or does not open
   */
  public Storage openStorage(BrokerConfig config) {
    StorageProvider provider = chosen(PluginKind.STORAGE, storages, config);
    return opened(
        PluginKind.STORAGE,
        provider,
        () ->
            provider.open(
                new StorageContext(
                    config.logDirs(),
                    config.pluginSettings(PluginKind.STORAGE, provider),
                    config.value(ServerKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR),
                    config.value(ServerKeys.STORAGE_MIN_FREE_BYTES))));
  }

  /**
   * Opens the transport that the configuration names.
   *
   * @throws PluginException if it is not installed, or does not open
   */
  public Transport openTransport(BrokerConfig config) {
    TransportProvider provider = chosen(PluginKind.TRANSPORT, transports, config);
    return opened(
        PluginKind.TRANSPORT,
        provider,
        () ->
            provider.open(
                new TransportContext(
                    config.pluginSettings(PluginKind.TRANSPORT, provider),
                    config.value(NetworkKeys.NUM_NETWORK_THREADS),
                    config.value(NetworkKeys.SOCKET_REQUEST_MAX_BYTES),
                    config.value(NetworkKeys.QUEUED_MAX_REQUEST_BYTES),
                    config.value(NetworkKeys.SOCKET_SEND_BUFFER_BYTES),
                    config.value(NetworkKeys.SOCKET_RECEIVE_BUFFER_BYTES),
                    Path.of(""))));
  }

  /**
   * Opens the coordination that the configuration names. One inside this process keeps its data in
   * the folder {@code coordination} of the first of {@code log.dirs}.
   *
   * @throws PluginException if it is not installed, or does not open
   */
  public Coordination openCoordination(BrokerConfig config) {
    CoordinationProvider provider = chosen(PluginKind.COORDINATION, coordinations, config);
    return opened(
        PluginKind.COORDINATION,
        provider,
        () ->
            provider.open(
                new CoordinationContext(
                    config.pluginSettings(PluginKind.COORDINATION, provider),
                    config.value(ServerKeys.ZOOKEEPER_CONNECT),
                    config.logDirs().getFirst().resolve("coordination"),
                    config.value(ServerKeys.ZOOKEEPER_SESSION_TIMEOUT_MS),
                    config.value(ServerKeys.ZOOKEEPER_CONNECTION_TIMEOUT_MS))));
  }

  /**
   * Starts a server of the service that a coordination plugin talks to, in this process.
   *
   * @param name the plugin's
   * @param settings the service's own
   * @throws PluginException if it is not installed, or has no server, or that does not start
   */
  public CoordinationServer startCoordinationServer(String name, Map<String, String> settings) {
    CoordinationProvider provider = named(PluginKind.COORDINATION, coordinations, name);
    try {
      return provider.startServer(settings);
    } catch (CoordinationException notStarted) {
      throw new PluginException(notStarted.getMessage(), notStarted);
    }
  }

  private static <P extends PluginProvider> P chosen(
      PluginKind kind, List<P> providers, BrokerConfig config) {
    return named(kind, providers, config.value(kind.providerKey()));
  }

  private static <P extends PluginProvider> P named(
      PluginKind kind, List<P> providers, String name) {
    for (P provider : providers) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    throw new PluginException(
        kind.providerKey()
            + "="
            + name
            + ": no such plugin is installed; installed: "
            + providers.stream().map(PluginProvider::name).sorted().toList());
  }

  private static <T> T opened(PluginKind kind, PluginProvider provider, Supplier<T> open) {
    try {
      return open.get();
    } catch (RuntimeException failed) {
      throw new PluginException(
          "the "
              + kind.word()
              + " plugin "
              + provider.name()
              + " does not open: "
              + (failed.getMessage() == null ? failed : failed.getMessage()),
          failed);
    }
  }
}
