package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a distribution consists of can be linked into an image: every jar is a proper module. */
class ModulePathIT {
  @TempDir private Path folder;

  private static Set<String> modules(Predicate<ModuleDescriptor> condition) {
    return ModuleFinder.of(Assembled.libraries()).findAll().stream()
        .map(ModuleReference::descriptor)
        .filter(condition)
        .map(ModuleDescriptor::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void holdsTheKernelAndThePlugins() {
    Set<String> names = modules(module -> true);
    Set<String> expected =
        Set.of(
            "io.ringmain.distribution",
            "io.ringmain.kernel",
            "io.ringmain.transport.netty",
            "io.ringmain.storage.mmap",
            "io.ringmain.coordination.zk");
    assertTrue(names.containsAll(expected), names.toString());
  }

  @Test
  void holdsNoAutomaticModule() {
    assertEquals(Set.of(), modules(ModuleDescriptor::isAutomatic));
  }

  @Test
  void linksIntoAnImage() throws IOException, InterruptedException {
    // In a process of its own: jlink does not link from a Java runtime that is patched, as that of
    // the tests is.
    Process jlink =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--module-path",
                Assembled.libraries().toString(),
                "--add-modules",
                String.join(",", modules(module -> true)),
                "--no-header-files",
                "--no-man-pages",
                "--output",
                folder.resolve("image").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, jlink.waitFor(), said);
    assertTrue(Files.isExecutable(folder.resolve("image/bin/java")));
  }
}
