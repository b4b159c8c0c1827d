package io.ringmain.distribution.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The design's arrows, asserted on the compiled classes of every module.
 *
 * <pre>
 *   protocol ◀──┬── kernel ◀──┬── distribution        plugins: transport-netty, storage-mmap,
 *   spi ◀───────┤             │                                coordination-zk
 *               └── plugins   └── testkit                                coordination-local
 *                                                   nothing knows a plugin
 * </pre>
 *
 * <p>That each rule bites is shown by {@link RulesTest}, on classes that break them.
 */
class ArchitectureTest {
  @SuppressWarnings("unused") // named by the annotations below
  private static final List<ModuleClasses> MODULES = ModuleClasses.ALL;

  @ParameterizedTest
  @FieldSource("MODULES")
  void hasAtLeastItsFloorOfClasses(ModuleClasses module) {
    int count = module.mainClasses().size();
    assertTrue(
        count >= module.leastClasses(),
        module + ": " + count + " classes, at least " + module.leastClasses() + " expected");
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void keepsItsClassesInItsOwnPackages(ModuleClasses module) {
    List<String> strangers =
        module.mainClasses().stream()
            .map(type -> type.getName())
            .filter(name -> !name.startsWith(module.rootPackage() + "."))
            .filter(name -> !name.equals("module-info"))
            .toList();
    assertEquals(List.of(), strangers);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void knowsOnlyWhatTheDesignLetsItKnow(ModuleClasses module) {
    Rules.knowsOnly(module.rootPackage(), module.mayKnow()).check(module.mainClasses());
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void hasPackagesFreeOfCycles(ModuleClasses module) {
    Rules.packagesAreFreeOfCycles(module.rootPackage(), module.generatedPackages())
        .check(module.mainClasses());
  }

  @Test
  void kernelTakesNoTimeThreadsOrChance() {
    JavaClasses kernel = ModuleClasses.KERNEL_MODULE.mainClasses();
    Rules.isDeterministic(ModuleClasses.KERNEL_MODULE.rootPackage()).check(kernel);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void namesTestsSoThatTheyRun(ModuleClasses module) {
    boolean integrationTestsRun = module.folder().equals("distribution");
    Rules.testsAreNamedSoThatTheyRun(integrationTestsRun).check(module.testClasses());
  }

  @Test
  void coversEveryModuleOfTheTree() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> folders = Files.find(Path.of(".."), 8, (path, _) -> isModule(path))) {
      folders.forEach(path -> found.add(moduleFolder(path)));
    }
    found.removeIf(folder -> folder.startsWith("repackaged/")); // others' classes, none of ours
    found.removeIf(folder -> folder.startsWith("docs/")); // examples: projects of their own
    assertEquals(
        ModuleClasses.ALL.stream()
            .map(ModuleClasses::folder)
            .collect(Collectors.toCollection(TreeSet::new)),
        found);
  }

  private static boolean isModule(Path path) {
    return path.endsWith("src/main/java/module-info.java") && !path.toString().contains("target");
  }

  private static String moduleFolder(Path moduleInfo) {
    Path root = Path.of("..");
    Path home = moduleInfo.resolve("../../../..").normalize();
    return root.normalize().relativize(home).toString().replace('\\', '/');
  }
}
