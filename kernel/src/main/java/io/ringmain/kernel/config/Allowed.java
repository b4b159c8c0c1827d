package io.ringmain.kernel.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which values of a type a key allows, as a test and in words.
 *
 * @param words what is allowed, to follow "allowed: "; empty when the type says it all
 */
public record Allowed<T>(String words, Predicate<T> test) {

  /** Every value of the type. */
  public static <T> Allowed<T> any() {
    return new Allowed<>("", value -> true);
  }

  /** Every value of the type, described better than the type does. */
  public static <T> Allowed<T> any(String words) {
    return new Allowed<>(words, value -> true);
  }

  /** Numbers from {@code min} upwards. */
  public static <T extends Number> Allowed<T> atLeast(long min) {
    return new Allowed<>("at least " + min, value -> value.doubleValue() >= min);
  }

  /** Numbers from {@code min} to {@code max}, both inclusive. */
  public static <T extends Number> Allowed<T> between(long min, long max) {
    return new Allowed<>(
        min + " to " + max, value -> value.doubleValue() >= min && value.doubleValue() <= max);
  }

  /** −1 for the codec's own default, or {@code min} to {@code max}. */
  public static Allowed<Integer> betweenOrDefault(int min, int max) {
    return new Allowed<>(
        min + " to " + max + ", or -1", value -> value == -1 || (value >= min && value <= max));
  }

  /** One of a few words. */
  public static Allowed<String> oneOf(String... words) {
    Set<String> choices = Set.of(words);
    return new Allowed<>(String.join(", ", words), choices::contains);
  }

  /** A list, possibly empty, of a few words, none of them twice. */
  public static Allowed<List<String>> listOf(String... words) {
    Set<String> choices = Set.of(words);
    return new Allowed<>(
        "a list of " + String.join(", ", words),
        list -> choices.containsAll(list) && new TreeSet<>(list).size() == list.size());
  }

  /** A list with at least one item, none of them blank. */
  public static Allowed<List<String>> nonEmptyList(String words) {
    return new Allowed<>(
        words, list -> !list.isEmpty() && list.stream().noneMatch(String::isBlank));
  }
}
