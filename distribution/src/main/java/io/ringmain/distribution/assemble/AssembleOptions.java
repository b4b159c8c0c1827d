package io.ringmain.distribution.assemble;

import io.ringmain.kernel.config.PluginKind;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code ringmain assemble} was asked for.
 *
 * @param preset where the choice comes from when an option does not say it
 * @param plugins names of providers by kind, the default first; a kind nothing was said of is
 *     absent
 * @param with extras, or modules by name
 * @param without extras of the preset that are not wanted
 * @param pluginPath jars of others, or folders of them
 * @param output the folder to make
 * @param aot whether to make the start-up cache
 * @param archive whether to make a .tar.gz beside
 * @param strip whether to leave out what stack traces take line numbers from
 */
public record AssembleOptions(
    Optional<Preset> preset,
    Map<PluginKind, List<String>> plugins,
    Set<String> with,
    Set<String> without,
    List<Path> pluginPath,
    Path output,
    boolean aot,
    boolean archive,
    boolean strip) {

  /** Every option. */
  public static final List<String> NAMES =
      List.of(
          "--preset",
          "--storage",
          "--transport",
          "--coordination",
          "--with",
          "--without",
          "--plugin-path",
          "--output",
          "--aot",
          "--archive",
          "--strip-debug");

  /** Names of providers of a kind, as asked for or as the preset has them; empty if neither. */
  List<String> chosen(PluginKind kind) {
    List<String> asked = plugins.get(kind);
    if (asked != null) {
      return asked;
    }
    return preset
        .map(some ->
            switch (kind) {
              case STORAGE -> some.storages();
              case TRANSPORT -> some.transports();
              case COORDINATION -> some.coordinations();
            })
        .orElse(List.of());
  }

  /** Extras and modules that go in. */
  Set<String> extras() {
    Set<String> extras =
        new LinkedHashSet<>(preset.map(Preset::extras).orElse(List.of("zstd", "metrics")));
    extras.removeAll(without);
    extras.addAll(with);
    return extras;
  }

  /** Reads one option after the other. */
  public static final class Builder {
    private Optional<Preset> preset = Optional.empty();
    private final Map<PluginKind, List<String>> plugins = new EnumMap<>(PluginKind.class);
    private final Set<String> with = new LinkedHashSet<>();
    private final Set<String> without = new LinkedHashSet<>();
    private final List<Path> pluginPath = new ArrayList<>();
    private Optional<Path> output = Optional.empty();
    private boolean aot;
    private boolean archive;
    private boolean strip;

    /**
     * Takes an option with its value.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public void take(String name, String value) {
      switch (name) {
        case "--preset" ->
            preset =
                Optional.of(
                    Preset.of(value)
                        .orElseThrow(() -> refused(name, value, "edge, standard or full")));
        case "--storage" -> plugins.put(PluginKind.STORAGE, words(name, value));
        case "--transport" -> plugins.put(PluginKind.TRANSPORT, words(name, value));
        case "--coordination" -> plugins.put(PluginKind.COORDINATION, words(name, value));
        case "--with" -> with.addAll(words(name, value));
        case "--without" -> without.addAll(words(name, value));
        case "--plugin-path" -> {
          for (String path : value.split(File.pathSeparator, -1)) {
            pluginPath.add(Path.of(path));
          }
        }
        default -> output = Optional.of(Path.of(value));
      }
    }

    /** Takes an option that has no value; says whether this is one. */
    public boolean flag(String word) {
      aot |= word.equals("--aot");
      archive |= word.equals("--archive");
      strip |= word.equals("--strip-debug");
      return List.of("--aot", "--archive", "--strip-debug").contains(word);
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException saying what is missing or contradicts itself
     */
    public AssembleOptions build() {
      Path folder =
          output.orElseThrow(
              () -> new IllegalArgumentException("assemble needs --output, the folder to make"));
      for (String extra : without) {
        if (with.contains(extra)) {
          throw new IllegalArgumentException("--with and --without both name " + extra);
        }
        if (!Extra.words().contains(extra)) {
          throw refused("--without", extra, String.join(", ", Extra.words()));
        }
      }
      return new AssembleOptions(
          preset,
          plugins,
          with,
          without,
          pluginPath,
          folder.toAbsolutePath().normalize(),
          aot,
          archive,
          strip || preset.equals(Optional.of(Preset.EDGE)));
    }

    private static List<String> words(String name, String value) {
      List<String> words = List.of(value.split(",", -1));
      if (words.contains("")) {
        throw refused(name, value, "names separated by commas");
      }
      return words;
    }

    private static IllegalArgumentException refused(String name, String value, String allowed) {
      return new IllegalArgumentException(name + " " + value + ": allowed: " + allowed);
    }
  }
}
