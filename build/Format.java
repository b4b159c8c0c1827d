import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Checks or restores the format of all Java files under a folder: the build's format check, and
 * {@code build/format}.
 *
 * <p>Run as {@code java Format.java off|check|write FOLDER} by the build, on one thread, with
 * google-java-format on the class path. What builds leave behind (folders named {@code target}) and
 * hidden folders are not looked at.
 */
final class Format {
  /** Fewer files than this means that the wrong folder was searched, not that all is well. */
  private static final int LEAST_FILES = 300;

  private Format() {}

  public static void main(String[] args) throws IOException {
    List<String> formatterOptions =
        switch (args[0]) {
          case "off" -> List.of();
          case "check" -> List.of("--dry-run", "--set-exit-if-changed");
          case "write" -> List.of("--replace");
          default ->
              throw new IllegalArgumentException(
                  "format=" + args[0] + ": allowed are off, check and write");
        };
    if (!formatterOptions.isEmpty()) {
      System.exit(format(formatterOptions, Path.of(args[1]).toRealPath()));
    }
  }

  private static int format(List<String> formatterOptions, Path root) throws IOException {
    List<String> files = javaFiles(root);
    if (files.size() < LEAST_FILES) {
      System.err.println("format: only " + files.size() + " Java files in " + root);
      return 1;
    }
    List<String> arguments = new ArrayList<>(formatterOptions);
    arguments.addAll(files);
    StringWriter unformatted = new StringWriter();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    int exitCode =
        formatter.run(new PrintWriter(unformatted, true), err, arguments.toArray(String[]::new));
    err.flush();
    unformatted
        .toString()
        .lines()
        .forEach(file -> System.err.println("format: " + root.relativize(Path.of(file))));
    if (exitCode != 0) {
      System.err.println("format: these files are not formatted; build/format does it");
    }
    return exitCode;
  }

  private static List<String> javaFiles(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skipped =
                !folder.equals(root)
                    && (name.equals("target")
                        || name.equals("node_modules")
                        || name.startsWith("."));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }
}
