package io.ringmain.distribution.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code mvn install}, with which the guides begin, gets to its end. */
final class InstallTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** Maven refuses to install a module that should have a jar and has none. */
  @Test
  void modulesWithoutAJarAreNotInstalled() throws IOException {
    List<String> withoutJar =
        MODULE
            .matcher(Files.readString(ROOT.resolve("pom.xml")))
            .results()
            .map(found -> found.group(1))
            .filter(module -> Files.notExists(ROOT.resolve(module).resolve("src/main")))
            .filter(module -> !pom(module).contains("<packaging>pom</packaging>"))
            .toList();
    assertEquals(List.of("testkit/simulations"), withoutJar);
    for (String module : withoutJar) {
      assertTrue(
          pom(module).contains("<maven.install.skip>true</maven.install.skip>"),
          module + " has no jar, and is to be installed");
    }
  }

  private static String pom(String module) {
    try {
      return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
