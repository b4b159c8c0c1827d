package io.ringmain.distribution.assemble;

import io.ringmain.kernel.config.PluginKind;
import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.spi.transport.TransportProvider;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The plugins on a module path, found as a broker finds them: by the service loader.
 *
 * <p>Those of others are loaded into a layer of their own, on top of this program's.
 */
final class Providers {
  private final List<FoundProvider> found;

  private Providers(List<FoundProvider> found) {
    this.found = found;
  }

  /**
   * Finds them.
   *
   * @throws AssemblyException if one cannot be made
   */
  static Providers on(ModulePath path) throws AssemblyException {
    ModuleLayer layer = layer(path);
    try {
      List<FoundProvider> found = new ArrayList<>();
      add(found, PluginKind.STORAGE, ServiceLoader.load(layer, StorageProvider.class));
      add(found, PluginKind.TRANSPORT, ServiceLoader.load(layer, TransportProvider.class));
      add(found, PluginKind.COORDINATION, ServiceLoader.load(layer, CoordinationProvider.class));
      found.sort(Comparator.comparing(FoundProvider::kind).thenComparing(FoundProvider::name));
      return new Providers(found);
    } catch (ServiceConfigurationError broken) {
      Throwable cause = broken.getCause() == null ? broken : broken.getCause();
      throw new AssemblyException(
          "a plugin cannot be loaded: " + broken.getMessage() + ": " + cause, broken);
    }
  }

  private static ModuleLayer layer(ModulePath path) throws AssemblyException {
    ModuleLayer own = Providers.class.getModule().getLayer();
    ModuleFinder plugins = path.pluginFinder();
    Set<String> roots =
        plugins.findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> !module.provides().isEmpty())
            .map(ModuleDescriptor::name)
            .collect(Collectors.toSet());
    try {
      Configuration configuration =
          own.configuration().resolve(plugins, ModuleFinder.ofSystem(), roots);
      return own.defineModulesWithOneLoader(configuration, Providers.class.getClassLoader());
    } catch (FindException | ResolutionException | LayerInstantiationException unresolved) {
      throw Resolution.refused(path, unresolved);
    }
  }

  private static void add(
      List<FoundProvider> found, PluginKind kind, Iterable<? extends PluginProvider> loader) {
    for (PluginProvider provider : loader) {
      found.add(FoundProvider.of(kind, provider));
    }
  }

  /**
   * The ones to take of a kind.
   *
   * @param names as asked for; if nothing was, there must be no choice
   * @throws AssemblyException if one is not there, or a choice is
   */
  List<FoundProvider> chosen(PluginKind kind, List<String> names) throws AssemblyException {
    List<FoundProvider> candidates = found.stream().filter(one -> one.kind() == kind).toList();
    if (names.isEmpty()) {
      if (candidates.size() == 1) {
        return candidates;
      }
      throw new AssemblyException(
          candidates.isEmpty()
              ? "there is no " + kind.word() + " plugin; name its jar with --plugin-path"
              : "there is a choice of "
                  + kind.word()
                  + " plugins, "
                  + words(candidates)
                  + "; choose with --"
                  + kind.word());
    }
    List<FoundProvider> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(one(kind, name, candidates));
    }
    return chosen;
  }

  private static FoundProvider one(PluginKind kind, String name, List<FoundProvider> candidates)
      throws AssemblyException {
    List<FoundProvider> named = candidates.stream().filter(p -> p.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw new AssemblyException(
          "--"
              + kind.word()
              + " "
              + name
              + ": there is no such plugin; there are "
              + words(candidates)
              + ", and --plugin-path adds others");
    }
    if (named.size() > 1) {
      throw new AssemblyException(
          "two "
              + kind.word()
              + " plugins are named "
              + name
              + ": "
              + words(named)
              + "; take one of their jars away");
    }
    return named.getFirst();
  }

  private static String words(List<FoundProvider> providers) {
    return providers.isEmpty()
        ? "none"
        : providers.stream()
            .map(one -> one.name() + " (" + one.module() + " " + one.version() + ")")
            .collect(Collectors.joining(", "));
  }
}
