package io.ringmain.distribution.assemble;

import io.ringmain.kernel.plugin.SpiCompatibility;
import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The modules that an image can be made of: those that this program was started with, and the
 * plugins of others.
 */
final class ModulePath {
  private final Map<String, ModuleReference> modules = new TreeMap<>();
  private final List<Path> jars = new ArrayList<>();
  private final List<Path> pluginJars = new ArrayList<>();

  private ModulePath() {}

  /**
   * Reads both.
   *
   * @throws AssemblyException if a jar of a plugin is missing, has no module descriptor, was built
   *     against other contracts, or has a module that is there already
   */
  static ModulePath of(List<Path> own, List<Path> plugins) throws AssemblyException {
    ModulePath path = new ModulePath();
    for (Path jar : expanded(own)) {
      for (ModuleReference module : ModuleFinder.of(jar).findAll()) {
        path.modules.putIfAbsent(module.descriptor().name(), module);
      }
      path.jars.add(jar);
    }
    for (Path entry : plugins) {
      if (!Files.exists(entry)) {
        throw new AssemblyException("--plugin-path " + entry + ": there is no such file or folder");
      }
      if (expanded(List.of(entry)).isEmpty()) {
        throw new AssemblyException(
            "--plugin-path " + entry + ": there is no jar in this folder; build the plugin first");
      }
    }
    for (Path jar : expanded(plugins)) {
      path.add(jar);
      path.jars.add(jar);
      path.pluginJars.add(jar);
    }
    return path;
  }

  /** The module path that this program was started with. */
  static List<Path> own() {
    return Stream.of(System.getProperty("jdk.module.path", "").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** Jars and exploded modules; a folder of jars stands for each of them. */
  private static List<Path> expanded(List<Path> entries) throws AssemblyException {
    List<Path> all = new ArrayList<>();
    for (Path entry : entries) {
      if (!Files.isDirectory(entry) || Files.exists(entry.resolve("module-info.class"))) {
        all.add(entry);
        continue;
      }
      try (Stream<Path> files = Files.list(entry)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(all::add);
      } catch (IOException unreadable) {
        throw new AssemblyException(entry + " cannot be read: " + unreadable, unreadable);
      }
    }
    return all;
  }

  private void add(Path jar) throws AssemblyException {
    try {
      for (ModuleReference module : ModuleFinder.of(jar).findAll()) {
        if (module.descriptor().isAutomatic()) {
          throw new AssemblyException(
              jar.getFileName()
                  + " has no module descriptor, and an image is made of modules only; have its"
                  + " author add a module-info, or repackage it with one");
        }
        Optional<String> otherContracts = SpiCompatibility.refusal(module.descriptor());
        if (otherContracts.isPresent()) {
          throw new AssemblyException(jar.getFileName() + ": " + otherContracts.get());
        }
        ModuleReference before = modules.putIfAbsent(module.descriptor().name(), module);
        if (before != null) {
          throw new AssemblyException(
              "the module "
                  + module.descriptor().name()
                  + " is in "
                  + jarName(before)
                  + " and in "
                  + jar.getFileName()
                  + "; take one of them away");
        }
      }
    } catch (FindException notOne) {
      throw new AssemblyException(
          jar.getFileName() + " is not a jar of a module: " + reason(notOne), notOne);
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  Optional<ModuleReference> find(String module) {
    return Optional.ofNullable(modules.get(module));
  }

  /** The modules of every jar, in the order of their names. */
  List<ModuleReference> all() {
    return List.copyOf(modules.values());
  }

  ModuleFinder finder() {
    return ModuleFinder.of(jars.toArray(Path[]::new));
  }

  ModuleFinder pluginFinder() {
    return ModuleFinder.of(pluginJars.toArray(Path[]::new));
  }

  /** As {@code --module-path} wants it. */
  String text() {
    return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
  }

  /** The file that a module lies in, as messages name it. */
  static String jarName(ModuleReference module) {
    return jar(module)
        .map(path -> path.getFileName().toString())
        .orElse("the JDK (" + module.descriptor().name() + ")");
  }

  /** The file that a module lies in; empty for one of the JDK. */
  static Optional<Path> jar(ModuleReference module) {
    return module.location().filter(uri -> uri.getScheme().equals("file")).map(Path::of);
  }
}
