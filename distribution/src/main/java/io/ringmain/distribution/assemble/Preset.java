package io.ringmain.distribution.assemble;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A choice of plugins and extras with a name; whatever is asked for beside it is stronger. */
enum Preset {
  /** One broker without ZooKeeper; as small as it gets. */
  EDGE(List.of("local"), List.of()),
  /** A member of a cluster, or a broker with its own ZooKeeper. */
  STANDARD(List.of("zk"), List.of("zstd", "metrics")),
  /** Everything there is. */
  FULL(List.of("zk", "local"), List.of("zstd", "metrics", "simulator"));

  @SuppressWarnings("ImmutableEnumChecker") // lists of constants
  private final List<String> coordinations;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> extras;

  Preset(List<String> coordinations, List<String> extras) {
    this.coordinations = coordinations;
    this.extras = extras;
  }

  static Optional<Preset> of(String word) {
    return Arrays.stream(values()).filter(preset -> preset.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<String> storages() {
    return List.of("mmap");
  }

  List<String> transports() {
    return List.of("netty");
  }

  List<String> coordinations() {
    return coordinations;
  }

  List<String> extras() {
    return extras;
  }
}
