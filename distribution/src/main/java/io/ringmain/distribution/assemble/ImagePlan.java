package io.ringmain.distribution.assemble;

import io.ringmain.kernel.config.PluginKind;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What goes into an image.
 *
 * @param providers the plugins; the first of each kind is what a broker uses by default
 * @param extras as asked for
 * @param roots modules that nothing else requires
 * @param modules all modules, those of the JDK included, in the order of their names
 */
record ImagePlan(
    List<FoundProvider> providers,
    Set<String> extras,
    Set<String> roots,
    List<ModuleReference> modules) {
  static final String PROGRAM = "io.ringmain.distribution";

  /** Libraries that call native code, beside the plugins themselves. */
  private static final Set<String> NATIVE_CALLERS =
      Set.of("io.netty.common", "com.github.luben.zstd_jni");

  /**
   * Chooses.
   *
   * @throws AssemblyException if something that was asked for is not there or does not fit
   */
  static ImagePlan of(AssembleOptions options, ModulePath path) throws AssemblyException {
    Providers providers = Providers.on(path);
    List<FoundProvider> chosen = new ArrayList<>();
    for (PluginKind kind : PluginKind.values()) {
      chosen.addAll(providers.chosen(kind, options.chosen(kind)));
    }
    Set<String> roots = new TreeSet<>(Set.of(PROGRAM));
    chosen.forEach(provider -> roots.add(provider.module()));
    for (String extra : options.extras()) {
      if (!Extra.BUILT_IN.contains(extra)) {
        roots.add(extraModule(extra, path));
      }
    }
    List<ModuleReference> modules = Resolution.of(path, roots);
    if (modules.stream().anyMatch(module -> isNamed(module, "io.netty.transport"))) {
      Platform here = Platform.ofThisMachine();
      path.all().stream()
          .map(module -> module.descriptor().name())
          .filter(here::isNettyNative)
          .forEach(roots::add);
      modules = Resolution.of(path, roots);
    }
    return new ImagePlan(chosen, options.extras(), roots, modules);
  }

  private static String extraModule(String word, ModulePath path) throws AssemblyException {
    String module = Extra.of(word).map(Extra::module).orElse(word);
    boolean there =
        path.find(module).isPresent() || ModuleFinder.ofSystem().find(module).isPresent();
    if (!there) {
      throw new AssemblyException(
          "--with "
              + word
              + ": there is no such extra or module; extras are "
              + String.join(", ", Extra.words())
              + ", and --plugin-path adds modules");
    }
    return module;
  }

  private static boolean isNamed(ModuleReference module, String name) {
    return module.descriptor().name().equals(name);
  }

  /** The modules that are not the JDK's. */
  List<ModuleReference> ownModules() {
    return modules.stream().filter(module -> ModulePath.jar(module).isPresent()).toList();
  }

  /** What a broker uses of a kind when nobody says otherwise. */
  FoundProvider defaultOf(PluginKind kind) {
    return providers.stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
  }

  boolean has(String module) {
    return modules.stream().anyMatch(one -> isNamed(one, module));
  }

  /** The virtual machine's options that become part of the image. */
  List<String> bakedOptions() {
    List<String> options = new ArrayList<>();
    options.add("-XX:+UseCompactObjectHeaders");
    options.add("-XX:+ExitOnOutOfMemoryError");
    // The start-up cache stays where it was made for, instead of every pointer in it being moved.
    options.add("-XX:+UnlockDiagnosticVMOptions");
    options.add("-XX:ArchiveRelocationMode=0");
    // Half of the time of a start went to compilers. Nothing is compiled ahead by what a start has
    // done before, and the rest when it has run three times as often as by default: under load that
    // is still within the first second.
    options.add("-XX:-AOTRecordTraining");
    options.add("-XX:-AOTReplayTraining");
    options.add("-XX:CompileThresholdScaling=3");
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add("--enable-native-access=" + String.join(",", nativeCallers()));
    options.add("--add-modules=" + String.join(",", roots));
    // Reflection by a method handle takes ten times as long the first time, which is the only time.
    options.add("-Djdk.reflect.useNativeAccessorOnly=true");
    if (has("io.netty.transport")) {
      // What names of its channels begin with; else it looks at all network interfaces for them.
      options.add("-Dio.netty.machineId=00:00:00:00:00:00:00:01");
      options.add("-Dio.netty.processId=1");
      options.add("-Dio.netty.leakDetection.level=disabled");
    }
    for (PluginKind kind : PluginKind.values()) {
      options.add("-Dringmain.default." + kind.word() + ".provider=" + defaultOf(kind).name());
    }
    return options;
  }

  private Set<String> nativeCallers() {
    Set<String> callers = new LinkedHashSet<>();
    providers.forEach(provider -> callers.add(provider.module()));
    NATIVE_CALLERS.stream().sorted().filter(this::has).forEach(callers::add);
    return callers;
  }

  /** Resources that only other kinds of machines can use, as jlink names them. */
  List<String> foreignResources() {
    Platform here = Platform.ofThisMachine();
    List<String> foreign = new ArrayList<>();
    for (ModuleReference module : ownModules()) {
      for (String resource : here.foreignLibraries(module)) {
        foreign.add("/" + module.descriptor().name() + "/" + resource);
      }
    }
    return foreign;
  }

  /** The version of a module, or of the JDK for one of its own. */
  static String version(ModuleReference module) {
    return Optional.of(module.descriptor())
        .flatMap(descriptor -> descriptor.rawVersion())
        .orElse("");
  }
}
