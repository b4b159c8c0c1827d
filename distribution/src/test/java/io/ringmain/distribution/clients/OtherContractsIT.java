package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that was built against other contracts is refused, by name and with both versions. */
class OtherContractsIT {
  @TempDir private Path folder;

  @Test
  void pluginIsRefusedAtTheStart() throws IOException, InterruptedException {
    Path plugin = folder.resolve("storage-filechannel.jar");
    ExamplePlugin.build("storage-filechannel", folder, plugin, contracts("2.7"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("ringmain.assembled"), "bin", "ringmain").toString(),
            "start",
            "--override",
            "log.dirs=" + folder.resolve("data"));
    builder.environment().put("RINGMAIN_PLUGIN_PATH", plugin.toString());
    builder
        .environment()
        .put("RINGMAIN_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Process broker = builder.redirectErrorStream(true).start();
    String said = new String(broker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        "ringmain: the plugin org.example.storage.filechannel was built against version 2.7 of"
            + " io.ringmain.spi, and this broker has version 1.0; build it anew against that one",
        said.strip());
    assertEquals(1, broker.waitFor());
    assertEquals(false, Files.exists(folder.resolve("data")));
  }

  /** The contracts of this build, as if they had another version. */
  private Path contracts(String version) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("contracts")).resolve("ringmain-spi.jar");
    Files.copy(ExamplePlugin.contracts(), copy);
    ExamplePlugin.run(
        "jar", List.of("--update", "--file", copy.toString(), "--module-version", version));
    return copy;
  }
}
