package io.ringmain.kernel.config;

import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.PluginSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * What a broker was told, checked and complete.
 *
 * <p>Made once at start, and again whenever a dynamic setting changes. Immutable; used from any
 * thread. Reading a value costs a map lookup: what the hot path needs is read once, ahead of it.
 */
public final class BrokerConfig {

  /** The values of one source, by key name, strongest source first in {@link #layers}. */
  private record Layer(ConfigSource source, Map<String, String> values) {}

  private final List<Layer> layers;
  private final Map<PluginKind, Map<String, String>> pluginValues;
  private final String hostName;
  private final Map<ConfigKey<?>, Object> values = new HashMap<>();
  private final List<Listener> listeners;
  private final Set<String> sslListeners;
  private final List<Listener> advertisedListeners;
  private final String interBrokerListenerName;

  private BrokerConfig(
      List<Layer> layers, Map<PluginKind, Map<String, String>> pluginValues, String hostName) {
    this.layers = List.copyOf(layers);
    this.pluginValues = Map.copyOf(pluginValues);
    this.hostName = hostName;
    for (ConfigKey<?> key : BrokerKeys.TABLE.keys()) {
      effectiveText(key).ifPresent(text -> values.put(key, key.parse(text)));
    }
    ListenerCheck check = new ListenerCheck(this, hostName);
    listeners = check.listeners();
    sslListeners = check.sslListeners();
    advertisedListeners = check.advertisedListeners();
    interBrokerListenerName = check.interBrokerListenerName();
    List<ConfigProblem> problems = new ArrayList<>(check.problems());
    problems.addAll(CrossChecks.problems(this));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** {@link #parse(Map, Map, String)} without plugins, advertising {@code localhost}: for tests. */
  public static BrokerConfig parse(Map<String, String> given) {
    return parse(given, Map.of(), "localhost");
  }

  /**
   * Checks a configuration.
   *
   * @param given values by key, as in a properties file
   * @param installed the plugins that can be chosen, and whose settings are known
   * @param hostName what is advertised for a listener on every interface
   * @throws ConfigException with everything that is wrong
   */
  public static BrokerConfig parse(
      Map<String, String> given,
      Map<PluginKind, ? extends List<? extends PluginProvider>> installed,
      String hostName) {
    GivenValues checked = GivenValues.check(given, installed);
    if (checked.problems().isEmpty()) {
      return new BrokerConfig(
          List.of(new Layer(ConfigSource.STATIC_BROKER, checked.brokerValues())),
          checked.pluginValues(),
          hostName);
    }
    List<ConfigProblem> problems = new ArrayList<>(checked.problems());
    try {
      // With the bad values left out, the rest can still be checked against each other.
      new BrokerConfig(
          List.of(new Layer(ConfigSource.STATIC_BROKER, checked.brokerValues())),
          checked.pluginValues(),
          hostName);
    } catch (ConfigException more) {
      problems.addAll(more.problems());
    }
    throw new ConfigException(problems);
  }

  /**
   * This configuration with dynamic settings, in place of those it had.
   *
   * @param clusterDefaults values set for all brokers
   * @param thisBroker values set for this one, which are stronger
   * @throws ConfigException with everything that is wrong
   */
  public BrokerConfig withDynamic(
      Map<String, String> clusterDefaults, Map<String, String> thisBroker) {
    List<ConfigProblem> problems = new ArrayList<>();
    problems.addAll(dynamicProblems(thisBroker, false));
    problems.addAll(dynamicProblems(clusterDefaults, true));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new BrokerConfig(
        List.of(
            new Layer(ConfigSource.DYNAMIC_BROKER, Map.copyOf(thisBroker)),
            new Layer(ConfigSource.DYNAMIC_DEFAULT_BROKER, Map.copyOf(clusterDefaults)),
            layers.getLast()),
        pluginValues,
        hostName);
  }

  /**
   * What is wrong with values to be set while the broker runs, taken one by one.
   *
   * @param clusterDefault whether they are meant for all brokers
   */
  public static List<ConfigProblem> dynamicProblems(
      Map<String, String> values, boolean clusterDefault) {
    List<ConfigProblem> problems = BrokerKeys.TABLE.problems(values);
    values.forEach((name, value) ->
        BrokerKeys.TABLE
            .find(name)
            .flatMap(key -> notDynamic(key, clusterDefault))
            .ifPresent(reason -> problems.add(new ConfigProblem(name, value, reason))));
    String maxConnections = values.get(NetworkKeys.MAX_CONNECTIONS.name());
    if (problems.isEmpty()
        && maxConnections != null
        && NetworkKeys.MAX_CONNECTIONS.parse(maxConnections) == 0) {
      problems.add(
          new ConfigProblem(
              NetworkKeys.MAX_CONNECTIONS.name(),
              maxConnections,
              "allowed: at least 1 while the broker runs, or nobody could change it back"));
    }
    return problems;
  }

  private static Optional<String> notDynamic(ConfigKey<?> key, boolean clusterDefault) {
    return switch (key.updateMode()) {
      case READ_ONLY -> Optional.of("can be set only when the broker starts");
      case PER_BROKER ->
          clusterDefault ? Optional.of("can be set for a single broker only") : Optional.empty();
      case CLUSTER_WIDE -> Optional.empty();
    };
  }

  /** {@code node.id}. */
  public int nodeId() {
    return value(ServerKeys.NODE_ID);
  }

  /** {@code listeners}, at least one. */
  public List<Listener> listeners() {
    return listeners;
  }

  /** What clients are told; a port of 0 stands for the port that gets bound. */
  public List<Listener> advertisedListeners() {
    return advertisedListeners;
  }

  /** The {@code ssl.*} properties of a listener that is served by TLS; empty for plain text. */
  public Optional<Map<String, String>> sslOf(Listener listener) {
    return sslListeners.contains(listener.name())
        ? Optional.of(SslKeys.of(listener.name(), startValues()))
        : Optional.empty();
  }

  /** All values given at start, those of single listeners by their full names. */
  Map<String, String> startValues() {
    return layers.getLast().values();
  }

  /** The listener that brokers use among themselves. */
  public String interBrokerListenerName() {
    return interBrokerListenerName;
  }

  /** {@code log.dirs}, at least one. */
  public List<Path> logDirs() {
    return value(ServerKeys.LOG_DIRS).stream().map(Path::of).toList();
  }

  /** The settings of a plugin. */
  public PluginSettings pluginSettings(PluginKind kind, PluginProvider provider) {
    String prefix = kind.prefix(provider.name());
    Map<String, String> own = new HashMap<>();
    pluginValues
        .getOrDefault(kind, Map.of())
        .forEach((name, value) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), value);
          }
        });
    return new PluginSettings(prefix, provider.settings(), own);
  }

  /** The value of a key that has a default or was given. */
  public <T> T value(ConfigKey<T> key) {
    return find(key)
        .orElseThrow(() -> new NoSuchElementException(key + " is not set and has no default"));
  }

  /** The value of a key, if it was given or has a default. */
  @SuppressWarnings("unchecked") // values holds for each key what the key's own type parsed
  public <T> Optional<T> find(ConfigKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** The effective value of a broker key and where it comes from. */
  public ConfigDescription describe(ConfigKey<?> key) {
    List<ConfigDescription.Candidate> candidates = candidates(key);
    if (candidates.isEmpty()) {
      return new ConfigDescription(key, Optional.empty(), ConfigSource.DEFAULT, candidates);
    }
    ConfigDescription.Candidate best = candidates.getFirst();
    return new ConfigDescription(key, best.value(), best.source(), candidates);
  }

  /**
   * Every value known for a broker key, the effective one first; values of secrets are left out.
   */
  List<ConfigDescription.Candidate> candidates(ConfigKey<?> key) {
    List<ConfigDescription.Candidate> candidates = new ArrayList<>();
    for (Layer layer : layers) {
      String text = layer.values().get(key.name());
      if (text != null) {
        candidates.add(candidate(key, text, layer.source()));
      }
    }
    key.defaultText().ifPresent(text -> candidates.add(candidate(key, text, ConfigSource.DEFAULT)));
    return candidates;
  }

  private static ConfigDescription.Candidate candidate(
      ConfigKey<?> key, String text, ConfigSource source) {
    return new ConfigDescription.Candidate(
        key.name(), key.sensitive() ? Optional.empty() : Optional.of(text), source);
  }

  /** The text that was given for a key, whatever its default. */
  Optional<String> givenText(ConfigKey<?> key) {
    for (Layer layer : layers) {
      String text = layer.values().get(key.name());
      if (text != null) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  private Optional<String> effectiveText(ConfigKey<?> key) {
    return givenText(key).or(key::defaultText);
  }
}
