package io.ringmain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.env.SmallFiles;
import io.ringmain.kernel.env.system.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaPropertiesTest {
  private static final RandomGenerator RANDOM = new Random(1);
  private static final SmallFiles FILES = new DiskFiles();

  @TempDir private Path folder;

  private MetaProperties claim(int nodeId) throws IOException {
    return MetaProperties.claim(folder, nodeId, RANDOM, FILES);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("meta.properties"), text);
  }

  @Test
  void keepsWhatItWasGivenFirst() throws IOException {
    MetaProperties fresh = claim(3);
    assertEquals(Optional.empty(), fresh.clusterId());
    fresh.join(folder, "cluster-a", FILES);
    MetaProperties again = claim(3);
    assertEquals(fresh.directoryId(), again.directoryId());
    assertEquals(Optional.of("cluster-a"), again.clusterId());
  }

  @Test
  void namesBothBrokersWhenTheDirectoryIsAnothers() throws IOException {
    claim(3);
    String reason = assertThrows(IOException.class, () -> claim(4)).getMessage();
    assertTrue(reason.contains("belongs to broker 3, and this is broker 4"), reason);
  }

  @Test
  void namesBothClustersWhenTheDirectoryIsOfAnother() throws IOException {
    claim(3).join(folder, "a", FILES);
    MetaProperties found = claim(3);
    String reason =
        assertThrows(IOException.class, () -> found.join(folder, "b", FILES)).getMessage();
    assertTrue(reason.contains("belongs to cluster a, and this is cluster b"), reason);
  }

  @Test
  void readsWhatKafkaWrites() throws IOException {
    write("version=1\nnode.id=5\ndirectory.id=cd8bR0e7oqK8sqnFPY5XrA\ncluster.id=c\n");
    assertEquals(Optional.of("c"), claim(5).clusterId());
    write("version=0\nbroker.id=6\ndirectory.id=cd8bR0e7oqK8sqnFPY5XrA\ncluster.id=c\n");
    assertEquals(6, claim(6).nodeId());
  }

  @Test
  void refusesAFolderThatHoldsSomethingElse() throws IOException {
    Files.createDirectory(folder.resolve("lost+found"));
    Files.createFile(folder.resolve(".lock"));
    Files.createFile(folder.resolve("notes.txt"));
    Files.createDirectory(folder.resolve("orders-0"));
    String reason = assertThrows(IOException.class, () -> claim(1)).getMessage();
    assertTrue(reason.contains("holds notes.txt, orders-0 and no meta.properties"), reason);
    Files.delete(folder.resolve("notes.txt"));
    Files.delete(folder.resolve("orders-0"));
    assertEquals(1, claim(1).nodeId());
  }

  @Test
  void saysWhyAFolderCannotBeUsed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path path : List.of(file, file.resolve("below"))) {
      IOException refused =
          assertThrows(IOException.class, () -> MetaProperties.claim(path, 1, RANDOM, FILES));
      String reason = refused.getMessage();
      assertTrue(reason.startsWith("log.dirs: " + path + " cannot be used: "), reason);
      assertTrue(reason.toLowerCase(Locale.ROOT).endsWith("not a directory"), reason);
    }
  }

  @Test
  void saysThatItsFileIsGarbage() throws IOException {
    for (String garbage : List.of("node.id=\\u00", "\u00ff")) {
      Files.write(folder.resolve("meta.properties"), garbage.getBytes(StandardCharsets.ISO_8859_1));
      String reason = assertThrows(IOException.class, () -> claim(1)).getMessage();
      assertTrue(
          reason.endsWith("meta.properties cannot be understood: it is not a properties file"),
          reason);
    }
  }

  @Test
  void saysWhatItCannotUnderstand() throws IOException {
    write("version=1\nnode.id=five\ndirectory.id=x\n");
    String reason = assertThrows(IOException.class, () -> claim(5)).getMessage();
    assertTrue(reason.contains("node.id=five, allowed: a number"), reason);
  }
}
