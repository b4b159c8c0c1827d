package io.ringmain.distribution.assemble;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Something that an image can do without: a word of {@code --with} and {@code --without}. */
enum Extra {
  /** The codec; the others are part of every image. */
  ZSTD("io.ringmain.protocol.codec.zstd"),
  /** The page for Prometheus. */
  METRICS("io.ringmain.repackaged.micrometer"),
  /** {@code ringmain simulate}. */
  SIMULATOR("io.ringmain.testkit");

  /** What is in the protocol module itself, and may be asked for all the same. */
  static final List<String> BUILT_IN = List.of("gzip", "lz4", "snappy");

  private final String module;

  Extra(String module) {
    this.module = module;
  }

  static Optional<Extra> of(String word) {
    return Arrays.stream(values()).filter(extra -> extra.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Extra::word).toList();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String module() {
    return module;
  }
}
