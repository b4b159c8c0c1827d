package io.ringmain.protocol.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir private Path root;

  private static JavaSource source(String className, String line) {
    JavaSource source = new JavaSource("a.b", className);
    source.line(line);
    return source;
  }

  @Test
  void leavesAloneWhatHasNotChanged() throws IOException {
    new SourceTree(root).add(source("Same", "class Same {}"));
    new SourceTree(root).add(source("Other", "class Other {}"));
    Path same = root.resolve("a/b/Same.java");
    Path other = root.resolve("a/b/Other.java");
    Files.setLastModifiedTime(same, LONG_AGO);
    Files.setLastModifiedTime(other, LONG_AGO);

    SourceTree second = new SourceTree(root);
    second.add(source("Same", "class Same {}"));
    second.add(source("Other", "final class Other {}"));

    assertEquals(LONG_AGO, Files.getLastModifiedTime(same));
    assertTrue(Files.readString(other).contains("final"));
  }

  @Test
  void deletesWhatNoSchemaAsksForAnyMore() {
    new SourceTree(root).add(source("Old", "class Old {}"));
    SourceTree second = new SourceTree(root);
    second.add(source("New", "class New {}"));
    second.deleteOthers();
    assertFalse(Files.exists(root.resolve("a/b/Old.java")));
    assertTrue(Files.exists(root.resolve("a/b/New.java")));
  }

  @Test
  void refusesTwoMessagesOfOneName() {
    SourceTree tree = new SourceTree(root);
    tree.add(source("Twice", "class Twice {}"));
    assertThrows(SchemaException.class, () -> tree.add(source("Twice", "class Twice {}")));
  }
}
