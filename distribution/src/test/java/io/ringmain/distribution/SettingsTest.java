package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("broker.properties"), text);
  }

  @Test
  void keepsDataWhereTheCommandWantsItWhenNoFolderIsNamed() {
    Map<String, String> expected = Map.of("log.dirs", folder.toString());
    assertEquals(expected, Settings.of(Optional.empty(), Map.of(), folder));
    Map<String, String> named = Map.of("log.dir", "/x");
    assertEquals(named, Settings.of(Optional.empty(), named, folder));
  }

  @Test
  void prefersAnOverrideToTheFile() throws IOException {
    Path file = file("node.id=2\nlog.dirs = /y\nlisteners=PLAINTEXT://:1,\\\n  B://:2\n");
    Map<String, String> settings = Settings.of(Optional.of(file), Map.of("node.id", "3"), folder);
    assertEquals(
        Map.of("node.id", "3", "log.dirs", "/y", "listeners", "PLAINTEXT://:1,B://:2"), settings);
  }

  @Test
  void refusesAFileThatSaysAThingTwice() throws IOException {
    Path file = file("node.id=2\nnode.id=3\n");
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Settings.of(Optional.of(file), Map.of(), folder));
    assertEquals("node.id=3: the file has it twice, before as 2", refused.getMessage());
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path missing = folder.resolve("none.properties");
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> Settings.of(Optional.of(missing), Map.of(), folder));
    assertTrue(refused.getMessage().endsWith("none.properties: there is no such file"));
  }
}
