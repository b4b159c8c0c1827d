package io.ringmain.spi;

import java.util.Objects;

/**
 * One setting that a plugin understands.
 *
 * @param name the key without the plugin's prefix, in lower case with dots
 * @param defaultValue what holds when the configuration says nothing
 * @param allowed what values are allowed, in words, for error messages and generated documentation
 * @param description what the setting does, in one sentence, with its unit
 */
public record PluginSetting(String name, String defaultValue, String allowed, String description) {
  public PluginSetting {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(allowed, "allowed");
    Objects.requireNonNull(description, "description");
  }
}
