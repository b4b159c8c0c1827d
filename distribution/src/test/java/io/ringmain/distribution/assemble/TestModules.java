package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Makes jars of small modules, with the JDK's own tools. */
final class TestModules {
  private final Path folder;

  TestModules(Path folder) {
    this.folder = folder;
  }

  /**
   * A jar.
   *
   * @param name of the file, without .jar
   * @param sources by their paths, such as {@code module-info.java}
   * @param path what they need, for the compiler
   */
  Path jar(String name, Map<String, String> sources, Path... path) throws IOException {
    Path source = folder.resolve(name + "-src");
    for (Map.Entry<String, String> entry : sources.entrySet()) {
      Path file = source.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, entry.getValue());
    }
    return jar(name, source, path);
  }

  /** A jar of all sources in a folder; what is no source goes in as it is. */
  Path jar(String name, Path source, Path... path) throws IOException {
    Path classes = folder.resolve(name + "-classes");
    Files.createDirectories(classes);
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
    if (path.length > 0) {
      arguments.add("--module-path");
      arguments.add(String.join(File.pathSeparator, Stream.of(path).map(Path::toString).toList()));
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".java")) {
          arguments.add(file.toString());
        } else {
          Path copy = classes.resolve(source.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    run("javac", arguments);
    Path jar = folder.resolve(name + ".jar");
    run("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
    return jar;
  }

  private static void run(String tool, List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    int exitCode =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(writer, writer, arguments.toArray(String[]::new));
    assertEquals(0, exitCode, said.toString());
  }
}
