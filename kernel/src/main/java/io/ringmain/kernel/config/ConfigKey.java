package io.ringmain.kernel.config;

import java.util.List;
import java.util.Optional;

/**
 * The definition of one configuration key.
 *
 * <p>Made by {@link #of} and the {@code with…} methods, in the tables of keys only.
 *
 * @param name Kafka's name where the meaning is Kafka's
 * @param aliases other names of the same setting ({@code broker.id} of {@code node.id})
 * @param type how its text is read
 * @param defaultText what holds when nothing is said; empty if then nothing holds
 * @param allowed which values of the type are allowed
 * @param updateMode whether it can change while the broker runs
 * @param sensitive whether its value is never shown
 * @param internal whether it is accepted but neither documented nor described: for tests
 * @param documentation what it does, in a sentence
 * @param synonyms for a topic key, the broker keys that give its default, strongest first
 */
public record ConfigKey<T>(
    String name,
    List<String> aliases,
    ConfigType<T> type,
    Optional<String> defaultText,
    Allowed<T> allowed,
    UpdateMode updateMode,
    boolean sensitive,
    boolean internal,
    String documentation,
    List<Synonym> synonyms) {

  /**
   * A broker key that gives a topic key its default.
   *
   * @param factor what its value is multiplied by: 3,600,000 from hours to milliseconds
   */
  public record Synonym(ConfigKey<?> key, long factor) {}

  public ConfigKey {
    aliases = List.copyOf(aliases);
    synonyms = List.copyOf(synonyms);
  }

  /** A read-only key with a default. */
  public static <T> ConfigKey<T> of(
      String name, ConfigType<T> type, String defaultText, Allowed<T> allowed, String doc) {
    return new ConfigKey<>(
        name,
        List.of(),
        type,
        Optional.of(defaultText),
        allowed,
        UpdateMode.READ_ONLY,
        false,
        false,
        doc,
        List.of());
  }

  /** A read-only key without a default. */
  public static <T> ConfigKey<T> ofOptional(
      String name, ConfigType<T> type, Allowed<T> allowed, String doc) {
    return new ConfigKey<>(
        name,
        List.of(),
        type,
        Optional.empty(),
        allowed,
        UpdateMode.READ_ONLY,
        false,
        false,
        doc,
        List.of());
  }

  /** This key, with other names that mean the same. */
  public ConfigKey<T> withAliases(String... others) {
    return new ConfigKey<>(
        name,
        List.of(others),
        type,
        defaultText,
        allowed,
        updateMode,
        sensitive,
        internal,
        documentation,
        synonyms);
  }

  /** This key, changeable while the broker runs. */
  public ConfigKey<T> withUpdateMode(UpdateMode mode) {
    return new ConfigKey<>(
        name,
        aliases,
        type,
        defaultText,
        allowed,
        mode,
        sensitive,
        internal,
        documentation,
        synonyms);
  }

  /** This key, accepted but never shown. */
  public ConfigKey<T> withInternal() {
    return new ConfigKey<>(
        name,
        aliases,
        type,
        defaultText,
        allowed,
        updateMode,
        sensitive,
        true,
        documentation,
        synonyms);
  }

  /** This key, with its value never shown. */
  public ConfigKey<T> withSensitive() {
    return new ConfigKey<>(
        name,
        aliases,
        type,
        defaultText,
        allowed,
        updateMode,
        true,
        internal,
        documentation,
        synonyms);
  }

  /** This topic key, with the broker keys that give its default, strongest first. */
  public ConfigKey<T> withSynonyms(List<Synonym> brokerKeys) {
    return new ConfigKey<>(
        name,
        aliases,
        type,
        defaultText,
        allowed,
        updateMode,
        sensitive,
        internal,
        documentation,
        brokerKeys);
  }

  /** What is wrong with a value for this key, if anything is. */
  public Optional<ConfigProblem> problem(String text) {
    try {
      if (allowed.test().test(type.parse(text))) {
        return Optional.empty();
      }
    } catch (IllegalArgumentException unreadable) {
      // Refused below, together with values that can be read but are not allowed.
    }
    return Optional.of(
        new ConfigProblem(name, sensitive ? "(hidden)" : text, "allowed: " + allowedWords()));
  }

  /**
   * The value of text.
   *
   * @throws ConfigException if it is not allowed
   */
  public T parse(String text) {
    Optional<ConfigProblem> problem = problem(text);
    if (problem.isPresent()) {
      throw new ConfigException(List.of(problem.get()));
    }
    return type.parse(text);
  }

  /** What is allowed, in words. */
  public String allowedWords() {
    if (allowed.words().isEmpty()) {
      return type.words();
    }
    boolean number = type.words().endsWith("number");
    return number ? type.words() + ", " + allowed.words() : allowed.words();
  }

  /** A key is a constant, equal to itself alone; keys are looked up by them all the time. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
