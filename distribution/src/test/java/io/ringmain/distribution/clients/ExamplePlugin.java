package io.ringmain.distribution.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Makes jars of the plugin projects of the guides, against the contracts of the distribution. */
final class ExamplePlugin {
  private ExamplePlugin() {}

  /** Compiles the project of that name into a jar, by way of a folder beside others. */
  static void build(String project, Path folder, Path jar) throws IOException {
    build(project, folder, jar, contracts());
  }

  /** The same, against other contracts. */
  static void build(String project, Path folder, Path jar, Path contracts) throws IOException {
    Path sources = Path.of("..", "docs", "guides", project, "src", "main", "java");
    Path classes = folder.resolve("classes-of-" + project);
    List<String> javac = new ArrayList<>(List.of("-d", classes.toString(), "--module-path"));
    javac.add(contracts.toString());
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(javac::add);
    }
    run("javac", javac);
    run("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
  }

  /** The jar of the module io.ringmain.spi. */
  static Path contracts() throws IOException {
    Path lib = Path.of(System.getProperty("ringmain.assembled"), "lib");
    try (Stream<Path> jars = Files.list(lib)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("ringmain-spi-"))
          .findFirst()
          .orElseThrow();
    }
  }

  static void run(String tool, List<String> arguments) {
    ToolProvider provider = ToolProvider.findFirst(tool).orElseThrow();
    int exitCode = provider.run(System.out, System.err, arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException(tool + " failed with " + exitCode + ": " + arguments);
    }
  }
}
