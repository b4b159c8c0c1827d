package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What can be a part of an image, and the one line that says why something cannot. */
final class ModulesTest {
  @TempDir private Path folder;

  private TestModules modules() {
    return new TestModules(folder);
  }

  private static void assertRefused(String reason, Executable what) {
    assertEquals(reason, assertThrows(AssemblyException.class, what).getMessage());
  }

  private static Executable reading(Path... plugins) {
    return () -> ModulePath.of(List.of(), List.of(plugins));
  }

  private Path module(String name, String descriptor, String packageName) throws IOException {
    return modules()
        .jar(
            name,
            Map.of(
                "module-info.java",
                "module " + name + " {" + descriptor + "}",
                packageName + "/A.java",
                "package " + packageName + "; public class A {}"));
  }

  @Test
  void takesWhatIsRequiredAndNothingElse() throws Exception {
    Path a = module("a", "exports ap;", "ap");
    Path c = module("c", "", "cp");
    Path b = modules().jar("b", Map.of("module-info.java", "module b {requires a;}"), a);
    ModulePath path = ModulePath.of(List.of(), List.of(a, b, c));
    assertEquals(
        List.of("a", "b", "java.base"),
        Resolution.of(path, Set.of("b")).stream()
            .map(ModuleReference::descriptor)
            .map(descriptor -> descriptor.name())
            .toList());
  }

  @Test
  void refusesAJarWithoutAModuleDescriptor() throws Exception {
    Path plain = modules().jar("plain-1.0", Map.of("p/A.java", "package p; public class A {}"));
    assertRefused(
        "plain-1.0.jar has no module descriptor, and an image is made of modules only; have its"
            + " author add a module-info, or repackage it with one",
        reading(plain));
  }

  @Test
  void refusesAPluginThatWasNotBuiltAgainstTheContracts() throws Exception {
    Path contracts =
        modules()
            .jar(
                "contracts",
                Map.of(
                    "module-info.java",
                    "module io.ringmain.spi {exports io.ringmain.spi.storage;}",
                    "io/ringmain/spi/storage/StorageProvider.java",
                    "package io.ringmain.spi.storage; public interface StorageProvider {}"));
    Path plugin =
        modules()
            .jar(
                "plugin",
                Map.of(
                    "module-info.java",
                    "module plugin {requires io.ringmain.spi;"
                        + " provides io.ringmain.spi.storage.StorageProvider with p.A;}",
                    "p/A.java",
                    "package p; public class A implements io.ringmain.spi.storage.StorageProvider"
                        + " {}"),
                contracts);
    String reason = assertThrows(AssemblyException.class, reading(plugin)).getMessage();
    assertTrue(
        reason.startsWith("plugin.jar: the plugin plugin does not say which version"), reason);
  }

  @Test
  void refusesWhatIsNoJar() throws Exception {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    assertRefused("text.jar is not a jar of a module: zip END header not found", reading(text));
    Path nothing = folder.resolve("nothing.jar");
    assertRefused(
        "--plugin-path " + nothing + ": there is no such file or folder", reading(nothing));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(
        "--plugin-path " + empty + ": there is no jar in this folder; build the plugin first",
        reading(empty));
  }

  @Test
  void refusesAModuleThatIsThereTwice() throws Exception {
    Path a = module("a", "", "ap");
    Path copy = Files.copy(a, folder.resolve("copy-of-a.jar"));
    assertRefused(
        "the module a is in a.jar and in copy-of-a.jar; take one of them away", reading(a, copy));
  }

  @Test
  void namesTheJarThatNeedsAMissingModule() throws Exception {
    Path a = module("a", "", "ap");
    Path b = modules().jar("b", Map.of("module-info.java", "module b {requires a;}"), a);
    ModulePath path = ModulePath.of(List.of(), List.of(b));
    assertRefused(
        "the module a, required by b.jar, is not there; name its jar with --plugin-path",
        () -> Resolution.of(path, Set.of("b")));
  }

  @Test
  void namesBothJarsOfAPackageThatIsSplit() throws Exception {
    Path a = module("a", "", "p");
    Path b = module("b", "", "p");
    ModulePath path = ModulePath.of(List.of(), List.of(a, b));
    assertRefused(
        "the package p is in a.jar and in b.jar; leave one of them out, or make one module of both",
        () -> Resolution.of(path, Set.of("a", "b")));
  }

  @Test
  void namesTheJarsOfAConflictThatTheModuleSystemFinds() throws Exception {
    Path a = module("a", "exports p;", "p");
    Path b = module("b", "exports p;", "p");
    Path c = module("c", "", "cp");
    String message =
        Resolution.refused(
                ModulePath.of(List.of(), List.of(a, b, c)),
                new java.lang.module.ResolutionException(
                    "Modules a and b export package p to module d"))
            .getMessage();
    assertEquals(
        "Modules a and b export package p to module d; a is a.jar; b is b.jar; leave one of them"
            + " out, or make one module of both",
        message);
  }
}
