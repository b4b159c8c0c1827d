package io.ringmain.kernel.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All keys of one kind of resource, by name. Immutable; used from any thread. */
public final class ConfigTable {
  private final Map<String, ConfigKey<?>> keys = new TreeMap<>();
  private final Map<String, ConfigKey<?>> keysByAlias = new TreeMap<>();

  /** A table of keys whose names and aliases all differ. */
  public ConfigTable(Collection<ConfigKey<?>> all) {
    for (ConfigKey<?> key : all) {
      addOnce(keys, key.name(), key);
      for (String alias : key.aliases()) {
        addOnce(keysByAlias, alias, key);
      }
    }
  }

  private static void addOnce(Map<String, ConfigKey<?>> map, String name, ConfigKey<?> key) {
    if (map.put(name, key) != null) {
      throw new IllegalArgumentException("key " + name + " is defined twice");
    }
  }

  /** All keys, in the order of their names, without aliases. */
  public Collection<ConfigKey<?>> keys() {
    return Collections.unmodifiableCollection(keys.values());
  }

  /** The key of a name or alias. */
  public Optional<ConfigKey<?>> find(String name) {
    ConfigKey<?> key = keys.get(name);
    return Optional.ofNullable(key != null ? key : keysByAlias.get(name));
  }

  /** What is wrong with values taken one by one: unknown keys and values that are not allowed. */
  public List<ConfigProblem> problems(Map<String, String> values) {
    List<ConfigProblem> problems = new ArrayList<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      problem(entry.getKey(), entry.getValue()).ifPresent(problems::add);
    }
    return problems;
  }

  /** What is wrong with one value, if anything is. */
  public Optional<ConfigProblem> problem(String name, String value) {
    return find(name)
        .map(key -> key.problem(value))
        .orElseGet(() -> Optional.of(new ConfigProblem(name, value, unknown(name))));
  }

  private String unknown(String name) {
    return nearest(name)
        .map(near -> "unknown key; did you mean " + near + "?")
        .orElse("unknown key");
  }

  /** The known name closest to an unknown one, if any is close enough to be what was meant. */
  public Optional<String> nearest(String unknown) {
    return EditDistance.nearest(
        unknown,
        keys.values().stream().filter(key -> !key.internal()).map(ConfigKey::name).toList());
  }
}
