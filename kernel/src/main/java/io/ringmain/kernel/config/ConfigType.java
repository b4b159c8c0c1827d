package io.ringmain.kernel.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The type of a configuration value: how its text is read, and its code in a DescribeConfigs
 * response.
 *
 * @param code Kafka's number for the type
 * @param words what text of this type looks like, for error messages
 * @param parser reads stripped text; throws {@link IllegalArgumentException} if it cannot
 */
public record ConfigType<T>(String name, byte code, String words, Function<String, T> parser) {

  /** {@code true} or {@code false}. */
  public static final ConfigType<Boolean> BOOLEAN =
      new ConfigType<>("boolean", (byte) 1, "true or false", ConfigType::parseBoolean);

  /** Any text. */
  public static final ConfigType<String> STRING =
      new ConfigType<>("string", (byte) 2, "text", Function.identity());

  /** A whole number of 32 bits. */
  public static final ConfigType<Integer> INT =
      new ConfigType<>("int", (byte) 3, "a whole number", Integer::valueOf);

  /** A whole number of 16 bits. */
  public static final ConfigType<Short> SHORT =
      new ConfigType<>("short", (byte) 4, "a whole number", Short::valueOf);

  /** A whole number of 64 bits. */
  public static final ConfigType<Long> LONG =
      new ConfigType<>("long", (byte) 5, "a whole number", Long::valueOf);

  /** A number that need not be whole. */
  public static final ConfigType<Double> DOUBLE =
      new ConfigType<>("double", (byte) 6, "a number", Double::valueOf);

  /** Comma-separated texts; the empty text is the empty list. */
  public static final ConfigType<List<String>> LIST =
      new ConfigType<>("list", (byte) 7, "a comma-separated list", ConfigType::parseList);

  /** Reads text, not necessarily stripped. */
  public T parse(String text) {
    return parser.apply(text.strip());
  }

  @Override
  public String toString() {
    return name;
  }

  private static Boolean parseBoolean(String text) {
    // Kafka takes any case; anything else is refused rather than taken for false.
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new IllegalArgumentException(text);
  }

  private static List<String> parseList(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }
}
