package io.ringmain.protocol.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of generated sources; leaves alone what has not changed, so that nothing is compiled
 * again.
 */
final class SourceTree {
  private final Path root;
  private final Set<Path> written = new HashSet<>();

  SourceTree(Path root) {
    this.root = root;
  }

  void add(JavaSource source) {
    Path file =
        root.resolve(source.packageName().replace('.', '/')).resolve(source.className() + ".java");
    if (!written.add(file)) {
      throw new SchemaException("two messages are called " + source.className());
    }
    String text = source.toString();
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Removes files of an earlier run that no schema asks for any more. */
  void deleteOthers() {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> others =
          files.filter(Files::isRegularFile).filter(file -> !written.contains(file)).toList();
      for (Path file : others) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean " + root, e);
    }
  }
}
