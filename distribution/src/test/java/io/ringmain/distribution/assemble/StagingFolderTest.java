package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagingFolderTest {
  @TempDir private Path folder;

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void leavesNothingOfWhatFailed() throws Exception {
    try (StagingFolder staging = StagingFolder.of(folder.resolve("made/on/the/way/image"))) {
      Files.createDirectories(staging.image().resolve("lib"));
      Files.writeString(staging.image().resolve("lib/modules"), "half");
    }
    assertEquals(List.of(), left());
  }

  @Test
  void putsWhatIsWholeInItsPlace() throws Exception {
    try (StagingFolder staging = StagingFolder.of(folder.resolve("image"))) {
      Files.createDirectories(staging.image());
      Files.writeString(staging.image().resolve("file"), "whole");
      Files.writeString(staging.archive(), "packed");
      staging.keep();
    }
    assertEquals(List.of("image", "image.tar.gz"), left());
    assertEquals("whole", Files.readString(folder.resolve("image/file")));
  }

  @Test
  void saysWhereNothingCanBeMade() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    AssemblyException refused =
        assertThrows(AssemblyException.class, () -> StagingFolder.of(file.resolve("image")));
    assertTrue(refused.getMessage().startsWith(file.resolve("image") + " cannot be made: "));
  }
}
