package io.ringmain.kernel.config;

import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.PluginSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values given at start, sorted into the broker's and the plugins', those that are wrong left
 * out and named. The first step of {@link BrokerConfig#parse}.
 *
 * @param brokerValues by the key's own name, aliases resolved; by the full name where it has a
 *     listener's prefix
 * @param pluginValues by full name
 */
record GivenValues(
    Map<String, String> brokerValues,
    Map<PluginKind, Map<String, String>> pluginValues,
    List<ConfigProblem> problems) {

  static GivenValues check(
      Map<String, String> given,
      Map<PluginKind, ? extends List<? extends PluginProvider>> installed) {
    GivenValues result =
        new GivenValues(new HashMap<>(), new EnumMap<>(PluginKind.class), new ArrayList<>());
    for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
      String name = entry.getKey();
      Optional<ConfigKey<?>> key = BrokerKeys.TABLE.find(name);
      if (key.isPresent()) {
        result.addBrokerValue(key.get(), name, entry.getValue());
      } else {
        result.addOther(name, entry.getValue(), installed);
      }
    }
    return result;
  }

  private void addBrokerValue(ConfigKey<?> key, String name, String value) {
    Optional<ConfigProblem> problem = key.problem(value);
    String other = brokerValues.get(key.name());
    if (problem.isPresent()) {
      problems.add(new ConfigProblem(name, problem.get().value(), problem.get().reason()));
    } else if (other != null && !other.strip().equals(value.strip())) {
      problems.add(
          new ConfigProblem(
              name, value, "the same setting stands there as " + other + " under another name"));
    } else {
      brokerValues.put(key.name(), value.strip());
    }
  }

  private void addOther(
      String name,
      String value,
      Map<PluginKind, ? extends List<? extends PluginProvider>> installed) {
    for (PluginKind kind : PluginKind.values()) {
      List<? extends PluginProvider> providers = installed.get(kind);
      if (providers != null && name.startsWith(kind.word() + ".")) {
        addPluginValue(kind, providers, name, value);
        return;
      }
    }
    Optional<ConfigKey<?>> ofListener = SslKeys.ofListener(name);
    if (ofListener.isPresent()) {
      addListenerValue(ofListener.get(), name, value);
      return;
    }
    problems.add(
        RefusedKeys.reason(name)
            .map(reason -> new ConfigProblem(name, value, reason))
            .or(() -> BrokerKeys.TABLE.problem(name, value))
            .orElseThrow());
  }

  private void addListenerValue(ConfigKey<?> key, String name, String value) {
    Optional<ConfigProblem> problem = key.problem(value);
    if (problem.isPresent()) {
      problems.add(new ConfigProblem(name, problem.get().value(), problem.get().reason()));
    } else {
      brokerValues.put(name, value.strip());
    }
  }

  private void addPluginValue(
      PluginKind kind, List<? extends PluginProvider> providers, String name, String value) {
    List<String> known = new ArrayList<>();
    for (PluginProvider provider : providers) {
      for (PluginSetting setting : provider.settings()) {
        known.add(kind.prefix(provider.name()) + setting.name());
      }
    }
    if (known.contains(name)) {
      pluginValues.computeIfAbsent(kind, k -> new HashMap<>()).put(name, value);
      return;
    }
    BrokerKeys.TABLE.keys().forEach(key -> known.add(key.name()));
    String reason =
        EditDistance.nearest(name, known)
            .map(near -> "unknown key; did you mean " + near + "?")
            .orElse(
                "unknown key; installed "
                    + kind.word()
                    + " plugins: "
                    + providers.stream().map(PluginProvider::name).toList());
    problems.add(new ConfigProblem(name, value, reason));
  }
}
