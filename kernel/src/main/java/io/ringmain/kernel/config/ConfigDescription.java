package io.ringmain.kernel.config;

import java.util.List;
import java.util.Optional;

/**
 * The effective value of a key and everything that could have given it: an answer of
 * DescribeConfigs.
 *
 * @param value as text; empty if nothing holds, or if the key is sensitive
 * @param source where the value comes from
 * @param candidates every value known for the key or a synonym of it, the effective one first
 */
public record ConfigDescription(
    ConfigKey<?> key, Optional<String> value, ConfigSource source, List<Candidate> candidates) {

  /** A value under the name it was given. */
  public record Candidate(String name, Optional<String> value, ConfigSource source) {}

  public ConfigDescription {
    candidates = List.copyOf(candidates);
  }
}
