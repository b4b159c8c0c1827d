package io.ringmain.testkit.arbitraries;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of a topic that differ from the broker's, all of them allowed.
 *
 * @param values by name, in order
 */
public record TopicSettings(Map<String, String> values) {
  public TopicSettings {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
