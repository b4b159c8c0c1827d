package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real {@code ringmain assemble}, with the storage plugin of the guide: an image without
 * ZooKeeper, made twice from the same inputs.
 */
final class AssembleIT {
  private static final Path ASSEMBLED = Path.of(System.getProperty("ringmain.assembled"));
  private static final Path PLUGIN_SOURCES =
      Path.of(System.getProperty("ringmain.docs"), "guides/storage-filechannel/src/main/java");

  @TempDir private static Path folder;

  private static Path plugin;
  private static Path image;
  private static Result first;
  private static Result second;
  private static Result full;

  private record Result(int exitCode, String out, String err) {
    String lastLine() {
      return err.lines().reduce("", (_, line) -> line);
    }
  }

  @BeforeAll
  static void assembleTwice() throws Exception {
    plugin =
        new TestModules(folder)
            .jar("storage-filechannel-1.0", PLUGIN_SOURCES, ASSEMBLED.resolve("lib"));
    image = folder.resolve("images/edge");
    List<String> common =
        List.of(
            "assemble",
            "--preset",
            "edge",
            "--storage",
            "filechannel,mmap",
            "--plugin-path",
            plugin.toString(),
            "--output");
    first =
        ringmain(
            Stream.concat(common.stream(), Stream.of(image.toString(), "--aot", "--archive"))
                .toList());
    second =
        ringmain(
            Stream.concat(common.stream(), Stream.of(folder.resolve("images/again").toString()))
                .toList());
    full =
        ringmain(
            List.of("assemble", "--preset", "full", "--output", folder.resolve("full").toString()));
  }

  /** With the JDK that runs the tests, whatever else is installed. */
  private static Result ringmain(List<String> arguments) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return run(
        ASSEMBLED.resolve("bin/ringmain"), Map.of("RINGMAIN_JAVA", java.toString()), arguments);
  }

  private static Result run(Path program, Map<String, String> environment, List<String> arguments)
      throws Exception {
    Path errors = Files.createTempFile(folder, "stderr", ".txt");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    if (environment.isEmpty()) {
      builder.environment().clear();
    }
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, Files.readString(errors));
  }

  private static void assertAssembled(Result result) {
    assertEquals(0, result.exitCode(), result.err());
  }

  @Test
  void saysWhatIsInsideAndLeavesNothingElse() throws IOException {
    assertAssembled(first);
    assertTrue(first.out().startsWith("ringmain: assembled " + image), first.out());
    assertTrue(first.out().contains("filechannel"), first.out());
    assertTrue(first.out().contains("start-up cache"), first.out());
    assertTrue(first.err().contains("ringmain: [1/5] linking"), first.err());
    try (Stream<Path> files = Files.list(image.getParent())) {
      assertEquals(
          List.of("again", "edge", "edge.tar.gz"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    for (String file : List.of("etc/ringmain.service", "legal/THIRD-PARTY.txt", "sbom.cdx.json")) {
      assertTrue(Files.exists(image.resolve(file)), file);
    }
  }

  @Test
  void makesTheSameBytesOfTheSameInputs() throws IOException {
    assertAssembled(first);
    assertAssembled(second);
    assertEquals(
        -1,
        Files.mismatch(image.resolve("lib/modules"), folder.resolve("images/again/lib/modules")));
  }

  @Test
  void hasTheChosenPluginsAlone() throws Exception {
    Result plugins = run(image.resolve("bin/ringmain"), Map.of(), List.of("plugins"));
    assertAssembled(plugins);
    List<String> lines =
        plugins.out().lines().filter(line -> !line.startsWith(" ")).skip(1).toList();
    assertEquals(
        List.of("storage filechannel", "storage mmap", "transport netty", "coordination local"),
        lines.stream().map(line -> line.replaceFirst("^(\\S+) +(\\S+).*", "$1 $2")).toList());
    assertTrue(lines.getFirst().endsWith("(default)"), lines.getFirst());
    String configuration = Files.readString(image.resolve("etc/ringmain.properties"));
    assertTrue(configuration.contains("#storage.provider=filechannel\n"));
    assertTrue(configuration.contains("#storage.mmap.flush=none\n"));
    assertFalse(configuration.contains("zookeeper.connect"));
  }

  /** The standard one has less than the full one, and may be as large. */
  @Test
  void isSmall() {
    assertAssembled(first);
    assertAssembled(full);
    assertTrue(sizeMib(first) <= 50, first.out());
    assertTrue(sizeMib(full) <= 60, full.out());
  }

  private static double sizeMib(Result result) {
    return result
        .out()
        .lines()
        .filter(line -> line.startsWith("  size "))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9.]", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasTheLicencesOfEverythingInside() throws IOException {
    assertAssembled(full);
    Path legal = folder.resolve("full/legal");
    List<String> table = Files.readAllLines(legal.resolve("THIRD-PARTY.txt"));
    assertEquals(List.of(), table.stream().filter(row -> row.contains("none in the jar")).toList());
    assertEquals(List.of(), table.stream().filter(row -> row.contains("not told")).toList());
    for (String text :
        List.of(
            "com.github.luben.zstd_jni/LICENSE.zstd",
            "io.ringmain.distribution/LICENSE",
            "io.ringmain.repackaged.micrometer/LICENSE.HdrHistogram",
            "java.base/LICENSE")) {
      assertTrue(Files.size(legal.resolve(text)) > 0, text);
    }
    for (String library :
        List.of("zookeeper-jute", "snappy-java", "micrometer-core", "prometheus-metrics-core")) {
      assertTrue(table.stream().anyMatch(row -> row.startsWith("  with " + library)), library);
    }
  }

  /** With native parts that it need not unpack. */
  @Test
  void needsNoFolderForTemporaryFiles() throws Exception {
    assertAssembled(full);
    Result started =
        run(
            folder.resolve("full/bin/ringmain"),
            Map.of("RINGMAIN_OPTS", "-Djava.io.tmpdir=/nonexistent"),
            List.of(
                "start",
                "--stop-at-end-of-input",
                "--override",
                "listeners=PLAINTEXT://127.0.0.1:0",
                "--override",
                "transport.netty.io=epoll",
                "--override",
                "log.dirs=" + folder.resolve("data")));
    assertAssembled(started);
  }

  @Test
  void runsElsewhereWithoutAnythingOfThisMachine() throws Exception {
    assertAssembled(first);
    Path elsewhere = Files.createDirectory(folder.resolve("else where"));
    Process tar =
        new ProcessBuilder(
                "tar",
                "-xzf",
                image.resolveSibling("edge.tar.gz").toString(),
                "-C",
                elsewhere.toString())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
    Path launcher = elsewhere.resolve("edge/bin/ringmain");
    assertTrue(new TrialRun(launcher, Map.of()).run() > 0);
    Path link = Files.createSymbolicLink(elsewhere.resolve("ringmain"), launcher);
    assertAssembled(run(link, Map.of(), List.of("--version")));
    Result refused = run(launcher, Map.of(), List.of("simulate"));
    assertEquals(
        "ringmain: this distribution has no simulator; assemble one --with simulator",
        refused.lastLine());
  }

  @Test
  void saysInOneLineWhyThereIsNoImage() throws Exception {
    assertRefused(
        "--storage granite: there is no such plugin; there are mmap",
        "--preset",
        "edge",
        "--storage",
        "granite");
    assertRefused("there is a choice of coordination plugins, local");
    assertRefused(
        "--with gold: there is no such extra or module", "--preset", "edge", "--with", "gold");
    Path plain = new TestModules(folder).jar("plain", Map.of("p/A.java", "package p; class A {}"));
    assertRefused(
        "plain.jar has no module descriptor",
        "--preset",
        "edge",
        "--plugin-path",
        plain.toString());
    Path split =
        new TestModules(folder)
            .jar(
                "split",
                Map.of(
                    "module-info.java",
                    "module org.split {}",
                    "io/ringmain/kernel/A.java",
                    "package io.ringmain.kernel; class A {}"));
    assertRefused(
        "the package io.ringmain.kernel is in ringmain-kernel-",
        "--preset",
        "edge",
        "--with",
        "org.split",
        "--plugin-path",
        split.toString());
    Result there = ringmain(List.of("assemble", "--preset", "edge", "--output", image.toString()));
    assertEquals(1, there.exitCode());
    assertEquals(
        "ringmain: " + image + " is there already; remove it or choose another --output",
        there.lastLine());
    Result imageHasNoJlink =
        run(
            image.resolve("bin/ringmain"),
            Map.of(),
            List.of("assemble", "--preset", "edge", "--output", folder.resolve("x").toString()));
    assertTrue(imageHasNoJlink.lastLine().contains("has no jlink"), imageHasNoJlink.err());
  }

  private static void assertRefused(String reason, String... options) throws Exception {
    Path nothing = folder.resolve("not/to/be/made");
    List<String> arguments = new ArrayList<>(List.of("assemble", "--output", nothing.toString()));
    arguments.addAll(List.of(options));
    Result result = ringmain(arguments);
    assertEquals(1, result.exitCode(), result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("ringmain: " + reason), result.err());
    assertFalse(Files.exists(folder.resolve("not")));
  }
}
