package io.ringmain.testkit.arbitraries;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of a broker that differ from the defaults, all of them allowed. They say nothing of
 * listeners, directories and plugins, which a test chooses by itself.
 *
 * @param values by name, in order
 */
public record BrokerSettings(Map<String, String> values) {
  public BrokerSettings {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
