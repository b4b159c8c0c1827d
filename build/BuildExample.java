import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds and tests the projects of the guides as somebody else would: each in a folder of its own,
 * against a local repository that holds Ringmain's artifacts as an install leaves them.
 *
 * <p>Run as {@code java BuildExample.java MAVEN_HOME HOST_REPOSITORY TARGET EXAMPLE...} by the
 * build, with the JDK that the examples are to be built with. {@code TARGET/repository} is that
 * repository; third parties' libraries come from the host's, to which nothing is written. Ends with
 * the exit code of the first example that fails.
 */
final class BuildExample {
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final String SETTINGS =
      """
      <settings>
        <profiles>
          <profile>
            <id>host</id>
            <repositories>
              <repository><id>host</id><url>%1$s</url></repository>
            </repositories>
            <pluginRepositories>
              <pluginRepository><id>host</id><url>%1$s</url></pluginRepository>
            </pluginRepositories>
          </profile>
        </profiles>
        <activeProfiles><activeProfile>host</activeProfile></activeProfiles>
      </settings>
      """;

  private BuildExample() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path maven = Path.of(args[0], "bin", "mvn");
    Path target = Path.of(args[2]).toAbsolutePath();
    Path settings = target.resolve("settings.xml");
    Files.writeString(settings, SETTINGS.formatted(Path.of(args[1]).toUri()));
    for (String example : List.of(args).subList(3, args.length)) {
      int exitCode = build(maven, settings, target, Path.of(example).toRealPath());
      if (exitCode != 0) {
        System.exit(exitCode);
      }
    }
  }

  private static int build(Path maven, Path settings, Path target, Path example)
      throws IOException, InterruptedException {
    Path copy = target.resolve(example.getFileName());
    copySources(example, copy);
    // Or Maven would take the JVM options of the tree around it.
    Files.createDirectories(copy.resolve(".mvn"));
    ProcessBuilder build =
        new ProcessBuilder(
                maven.toString(),
                "-B",
                "-q",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + target.resolve("repository"),
                "-DargLine=" + SHORT_LIVED,
                "verify")
            .directory(copy.toFile())
            .inheritIO();
    build.environment().put("JAVA_HOME", System.getProperty("java.home"));
    build.environment().remove("MAVEN_ARGS");
    // It does not live long enough for the best JIT.
    build.environment().put("MAVEN_OPTS", SHORT_LIVED);
    return build.start().waitFor();
  }

  /** What was there before and is no more would still be built. */
  private static void copySources(Path from, Path to) throws IOException {
    delete(to.resolve("src"));
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        if (Files.isRegularFile(file) && !relative.startsWith("target")) {
          Path copy = to.resolve(relative);
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList().reversed()) {
          Files.delete(file);
        }
      }
    }
  }
}
