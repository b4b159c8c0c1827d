package io.ringmain.kernel.api;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a request names more than once. */
final class Repeats {

  private Repeats() {}

  static <T, K> Set<K> of(List<T> elements, Function<T, K> key) {
    Set<K> seen = new HashSet<>();
    Set<K> repeated = new LinkedHashSet<>();
    for (T element : elements) {
      if (!seen.add(key.apply(element))) {
        repeated.add(key.apply(element));
      }
    }
    return repeated;
  }
}
