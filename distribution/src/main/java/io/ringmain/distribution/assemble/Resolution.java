package io.ringmain.distribution.assemble;

import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which modules the chosen ones need, and whether they can live in one image. */
final class Resolution {
  private static final Pattern NOT_FOUND =
      Pattern.compile("Module (\\S+) not found(, required by (\\S+))?");

  private Resolution() {}

  /**
   * The modules that the roots need, without what they could make use of: nothing gets into an
   * image because it happens to lie on the path.
   *
   * @throws AssemblyException naming the jar that is missing, automatic or in conflict
   */
  static List<ModuleReference> of(ModulePath path, Set<String> roots) throws AssemblyException {
    List<ModuleReference> modules;
    try {
      modules =
          Configuration.empty()
              .resolve(path.finder(), ModuleFinder.ofSystem(), roots)
              .modules()
              .stream()
              .map(ResolvedModule::reference)
              .sorted(Comparator.comparing(module -> module.descriptor().name()))
              .toList();
    } catch (FindException | ResolutionException unresolved) {
      throw refused(path, unresolved);
    }
    requireProperModules(modules);
    requirePackagesApart(modules);
    return modules;
  }

  private static void requireProperModules(List<ModuleReference> modules) throws AssemblyException {
    for (ModuleReference module : modules) {
      if (module.descriptor().isAutomatic()) {
        throw new AssemblyException(
            ModulePath.jarName(module)
                + " is needed and has no module descriptor; an image is made of modules only, so"
                + " repackage it with a module-info");
      }
    }
  }

  /** Concealed packages count as well: an image has one class loader for them all. */
  private static void requirePackagesApart(List<ModuleReference> modules) throws AssemblyException {
    Map<String, ModuleReference> owners = new TreeMap<>();
    for (ModuleReference module : modules) {
      for (String name : module.descriptor().packages()) {
        ModuleReference other = owners.putIfAbsent(name, module);
        if (other != null) {
          throw new AssemblyException(
              "the package "
                  + name
                  + " is in "
                  + ModulePath.jarName(other)
                  + " and in "
                  + ModulePath.jarName(module)
                  + "; leave one of them out, or make one module of both");
        }
      }
    }
  }

  /** One line out of what the module system says. */
  static AssemblyException refused(ModulePath path, RuntimeException unresolved) {
    String message = String.valueOf(unresolved.getMessage());
    Matcher missing = NOT_FOUND.matcher(message);
    if (missing.find()) {
      String needing =
          Optional.ofNullable(missing.group(3))
              .map(name -> path.find(name).map(ModulePath::jarName).orElse(name))
              .orElse("what was asked for");
      return new AssemblyException(
          "the module "
              + missing.group(1)
              + ", required by "
              + needing
              + ", is not there; name its jar with --plugin-path",
          unresolved);
    }
    return new AssemblyException(withJars(path, message), unresolved);
  }

  private static String withJars(ModulePath path, String message) {
    StringBuilder text = new StringBuilder(message);
    for (ModuleReference module : path.all()) {
      ModuleDescriptor descriptor = module.descriptor();
      if (Pattern.compile("\\b" + Pattern.quote(descriptor.name()) + "\\b(?!\\.)")
          .matcher(message)
          .find()) {
        text.append("; ")
            .append(descriptor.name())
            .append(" is ")
            .append(ModulePath.jarName(module));
      }
    }
    return text.append("; leave one of them out, or make one module of both").toString();
  }
}
