package io.ringmain.spi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of a plugin's settings: those configured, else the defaults it declared.
 *
 * <p>Immutable. The typed accessors refuse a bad value with the key, the value and what is allowed.
 */
public final class PluginSettings {
  private final String prefix;
  private final Map<String, PluginSetting> declared = new HashMap<>();
  private final Map<String, String> values;

  /**
   * @param prefix the configuration prefix, such as {@code storage.mmap.}, for error messages
   * @param declared what the plugin understands
   * @param values configured values by name without the prefix
   * @throws IllegalArgumentException if a value is given for a setting that is not declared
   */
  public PluginSettings(String prefix, List<PluginSetting> declared, Map<String, String> values) {
    this.prefix = prefix;
    for (PluginSetting setting : declared) {
      this.declared.put(setting.name(), setting);
    }
    for (String name : values.keySet()) {
      if (!this.declared.containsKey(name)) {
        throw new IllegalArgumentException(
            "unknown setting " + prefix + name + "; known are " + this.declared.keySet());
      }
    }
    this.values = Map.copyOf(values);
  }

  /** The value as text. */
  public String text(String name) {
    PluginSetting setting = declared.get(name);
    if (setting == null) {
      throw new IllegalArgumentException("setting " + prefix + name + " was never declared");
    }
    return values.getOrDefault(name, setting.defaultValue());
  }

  /** The value as a whole number within the given range, both ends inclusive. */
  public long number(String name, long min, long max) {
    String text = text(name).strip();
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, together with numbers out of range.
    }
    throw refused(name, text);
  }

  /** The value as {@code true} or {@code false}. */
  public boolean flag(String name) {
    String text = text(name).strip();
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(name, text);
    };
  }

  /** The value as one of a set of words. */
  public String choice(String name, Set<String> choices) {
    String text = text(name).strip();
    if (!choices.contains(text)) {
      throw refused(name, text);
    }
    return text;
  }

  private IllegalArgumentException refused(String name, String value) {
    return new IllegalArgumentException(
        prefix + name + "=" + value + " is not allowed; allowed: " + declared.get(name).allowed());
  }
}
