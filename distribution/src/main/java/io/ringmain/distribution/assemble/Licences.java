package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Collects the licences of everything in an image: {@code legal/MODULE/} for each, beside those of
 * the JDK's modules that jlink puts there, and {@code legal/THIRD-PARTY.txt} as the table.
 */
final class Licences {
  private Licences() {}

  static void collect(List<Component> components, Path legal) throws IOException {
    StringBuilder table = new StringBuilder();
    row(table, "module", "version", "licence", "texts");
    for (Component component : components) {
      try (JarFile jar = new JarFile(component.jar().toFile())) {
        for (String name : component.licenceFiles()) {
          Path folder = legal.resolve(component.module());
          Files.createDirectories(folder);
          try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
            Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
          }
        }
      }
      row(
          table,
          component.module(),
          component.coordinates().version(),
          component.licence().orElse("not told by the jar"),
          texts(component));
    }
    Files.writeString(legal.resolve("THIRD-PARTY.txt"), table);
  }

  private static String texts(Component component) {
    if (!component.licenceFiles().isEmpty()) {
      return component.module() + "/";
    }
    return component.licence().filter("Apache-2.0"::equals).isPresent()
        ? ImagePlan.PROGRAM + "/LICENSE"
        : "none in the jar";
  }

  private static void row(
      StringBuilder table, String module, String version, String licence, String texts) {
    table.append(String.format("%-45s %-20s %-20s %s%n", module, version, licence, texts));
  }
}
