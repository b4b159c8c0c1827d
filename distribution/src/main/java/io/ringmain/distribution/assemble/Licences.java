package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Collects the licences of everything in an image: {@code legal/MODULE/} for each, beside those of
 * the JDK's modules that jlink puts there, and {@code legal/THIRD-PARTY.txt} as the table.
 */
final class Licences {
  /** Texts of modules whose jars have none, as their projects publish them. */
  private static final Map<String, List<String>> KNOWN =
      Map.of("com.github.luben.zstd_jni", List.of("LICENSE", "LICENSE.zstd"));

  private static final String JDK = "GPL-2.0 with Classpath exception";

  private Licences() {}

  static void collect(List<Component> components, Path legal) throws IOException {
    StringBuilder table = new StringBuilder();
    row(table, "module", "version", "licence", "texts");
    for (Component component : components) {
      boolean found = copyTexts(component, legal);
      row(
          table,
          component.module(),
          component.coordinates().version(),
          component.licence().orElse("not told by the jar"),
          found ? component.module() + "/" : elsewhere(component));
      for (Component.Coordinates inner : component.inner()) {
        row(table, "  with " + inner.name(), inner.version(), "", "");
      }
    }
    row(table, "java.*, jdk.*", Runtime.version().toString(), JDK, "java.base/");
    Files.writeString(legal.resolve("THIRD-PARTY.txt"), table);
  }

  /** Says whether there were any. */
  private static boolean copyTexts(Component component, Path legal) throws IOException {
    List<String> known = KNOWN.getOrDefault(component.module(), List.of());
    if (component.licenceFiles().isEmpty() && known.isEmpty()) {
      return false;
    }
    Path folder = Files.createDirectories(legal.resolve(component.module()));
    try (JarFile jar = new JarFile(component.jar().toFile())) {
      for (String name : component.licenceFiles()) {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
          Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
        }
      }
    }
    if (component.licenceFiles().isEmpty()) {
      for (String name : known) {
        ImageFiles.copy("licences/" + component.module() + "/" + name, folder.resolve(name));
      }
    }
    return true;
  }

  private static String elsewhere(Component component) {
    return component.licence().filter("Apache-2.0"::equals).isPresent()
        ? ImagePlan.PROGRAM + "/LICENSE"
        : "none in the jar";
  }

  private static void row(
      StringBuilder table, String module, String version, String licence, String texts) {
    table.append(String.format("%-45s %-20s %-20s %s%n", module, version, licence, texts));
  }
}
