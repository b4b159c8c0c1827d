package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine that an image is for, which is this one, in the words by which libraries name their
 * native parts.
 */
final class Platform {
  private static final Map<String, Set<String>> SYSTEMS =
      Map.of(
          "linux", Set.of("linux"),
          "mac", Set.of("darwin", "osx", "macos"),
          "windows", Set.of("win", "windows"),
          "other", Set.of("freebsd", "openbsd", "aix", "sunos", "solaris", "android"));
  private static final Map<String, Set<String>> PROCESSORS =
      Map.of(
          "amd64", Set.of("amd64", "x86_64", "x64"),
          "aarch64", Set.of("aarch64", "aarch_64", "arm64"),
          "other",
              Set.of(
                  "i386",
                  "x86",
                  "arm",
                  "ppc64",
                  "ppc64le",
                  "s390x",
                  "riscv64",
                  "mips64",
                  "loongarch64"));
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dylib|jnilib|dll)");
  private static final Pattern NETTY =
      Pattern.compile("io\\.netty\\.transport\\.(?:epoll|io_uring|kqueue)\\.(\\w+)\\.(\\w+)");

  private final String system;
  private final String processor;

  Platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "mac" : "windows";
    processor = kindOf(PROCESSORS, osArch.toLowerCase(Locale.ROOT));
  }

  static Platform ofThisMachine() {
    return new Platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static String kindOf(Map<String, Set<String>> kinds, String word) {
    return kinds.entrySet().stream()
        .filter(kind -> kind.getValue().contains(word))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /** Whether a module is a native part of Netty for this machine: no module requires those. */
  boolean isNettyNative(String module) {
    var matcher = NETTY.matcher(module);
    return matcher.matches()
        && kindOf(SYSTEMS, matcher.group(1)).equals(system)
        && kindOf(PROCESSORS, matcher.group(2)).equals(processor);
  }

  /** The native libraries in a module that another kind of machine is meant to load. */
  List<String> foreignLibraries(ModuleReference module) {
    return libraries(module, true);
  }

  /** The native libraries in a module that this machine can load. */
  List<String> ownLibraries(ModuleReference module) {
    return libraries(module, false);
  }

  private List<String> libraries(ModuleReference module, boolean foreign) {
    try (ModuleReader reader = module.open();
        Stream<String> names = reader.list()) {
      return names
          .filter(name -> NATIVE.matcher(name).matches() && isForeign(name) == foreign)
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** By the folders that it lies in. */
  boolean isForeign(String resource) {
    String[] parts = resource.toLowerCase(Locale.ROOT).split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      String ofSystem = kindOf(SYSTEMS, parts[i]);
      String ofProcessor = kindOf(PROCESSORS, parts[i]);
      boolean otherSystem = !ofSystem.isEmpty() && !ofSystem.equals(system);
      boolean otherProcessor = !ofProcessor.isEmpty() && !ofProcessor.equals(processor);
      if (otherSystem || otherProcessor) {
        return true;
      }
    }
    return false;
  }
}
