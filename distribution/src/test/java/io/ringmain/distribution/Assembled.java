package io.ringmain.distribution;

import java.lang.module.ModuleFinder;
import java.nio.file.Path;

/** The folder that the build has assembled, as the tests that run after packaging see it. */
final class Assembled {
  private Assembled() {}

  static Path folder() {
    return Path.of(System.getProperty("ringmain.assembled"));
  }

  static Path libraries() {
    return folder().resolve("lib");
  }

  /** The launcher script. */
  static Path launcher() {
    return folder().resolve("bin/ringmain");
  }

  /** What its own jar says that it is. */
  static String version() {
    return ModuleFinder.of(libraries())
        .find("io.ringmain.distribution")
        .flatMap(module -> module.descriptor().rawVersion())
        .orElseThrow();
  }
}
