package io.ringmain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaPropertiesTest {
  private static final RandomGenerator RANDOM = new Random(1);

  @TempDir private Path folder;

  private MetaProperties claim(int nodeId) throws IOException {
    return MetaProperties.claim(folder, nodeId, RANDOM);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("meta.properties"), text);
  }

  @Test
  void keepsWhatItWasGivenFirst() throws IOException {
    MetaProperties fresh = claim(3);
    assertEquals(Optional.empty(), fresh.clusterId());
    fresh.join(folder, "cluster-a");
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
    claim(3).join(folder, "a");
    MetaProperties found = claim(3);
    String reason = assertThrows(IOException.class, () -> found.join(folder, "b")).getMessage();
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
  void saysWhatItCannotUnderstand() throws IOException {
    write("version=1\nnode.id=five\ndirectory.id=x\n");
    String reason = assertThrows(IOException.class, () -> claim(5)).getMessage();
    assertTrue(reason.contains("node.id=five, allowed: a number"), reason);
  }
}
