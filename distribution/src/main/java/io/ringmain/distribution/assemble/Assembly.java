package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an image, in this order:
 *
 * <pre>
 *   choose ──▶ resolve ──▶ link ──▶ files ──▶ train (--aot) ──▶ verify ──▶ pack (--archive) ──▶ keep
 * </pre>
 *
 * <p>Called by the main thread, which does all of it.
 */
public final class Assembly {
  private static final double MIB = 1024.0 * 1024;

  private final AssembleOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean onTerminal;

  public Assembly(AssembleOptions options, PrintStream out, PrintStream err, boolean onTerminal) {
    this.options = options;
    this.out = out;
    this.err = err;
    this.onTerminal = onTerminal;
  }

  /**
   * Returns when the image is there, and said to be.
   *
   * @throws AssemblyException if there is none; nothing of it is left behind then
   */
  public void run() throws AssemblyException, InterruptedException {
    requireAbsent(options.output());
    if (options.archive()) {
      requireAbsent(StagingFolder.archiveOf(options.output()));
    }
    ImageLinker linker = ImageLinker.ofThisRuntime();
    ModulePath path = ModulePath.of(ModulePath.own(), options.pluginPath());
    ImagePlan plan = ImagePlan.of(options, path);
    try (StagingFolder staging = StagingFolder.of(options.output())) {
      String report;
      try (Steps steps = new Steps(err, onTerminal, stepsCount())) {
        report = assemble(plan, path, linker, staging, steps);
      }
      staging.keep();
      out.print(report);
      out.flush();
    } catch (IOException | UncheckedIOException failed) {
      throw new AssemblyException("the image cannot be made: " + failed.getMessage(), failed);
    }
  }

  private int stepsCount() {
    return 3 + (options.aot() ? 1 : 0) + (options.archive() ? 1 : 0);
  }

  private static void requireAbsent(Path path) throws AssemblyException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new AssemblyException(path + " is there already; remove it or choose another --output");
    }
  }

  private String assemble(
      ImagePlan plan, ModulePath path, ImageLinker linker, StagingFolder staging, Steps steps)
      throws AssemblyException, IOException, InterruptedException {
    Path image = staging.image();
    steps.next("linking " + plan.modules().size() + " modules");
    linker.link(plan, path, options.strip(), image);
    steps.next("adding launcher, configuration and licences");
    ImageFiles.write(plan, image);
    long sizeBytes = ImageFiles.sizeBytes(image);
    if (options.aot()) {
      steps.next("learning how to start");
      StartCache.train(image, Map.of());
    }
    steps.next("verifying: a broker starts, and a record is read back");
    long startNs = verify(image);
    Optional<Path> archive = Optional.empty();
    if (options.archive()) {
      steps.next("packing");
      TarGz.pack(image, staging.archive());
      archive = Optional.of(staging.archive());
    }
    return report(plan, image, sizeBytes, startNs, archive);
  }

  private static long verify(Path image) throws AssemblyException, InterruptedException {
    try {
      return new TrialRun(image.resolve("bin/ringmain"), Map.of()).run();
    } catch (IOException failed) {
      throw new AssemblyException(
          "the image does not work, so it was not kept: " + failed.getMessage(), failed);
    }
  }

  private String report(
      ImagePlan plan, Path image, long sizeBytes, long startNs, Optional<Path> archive)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("ringmain: assembled ").append(options.output()).append('\n');
    for (FoundProvider one : plan.providers()) {
      line(text, one.kind().word(), one.name() + " " + one.version() + " (" + one.module() + ")");
    }
    line(text, "extras", plan.extras().isEmpty() ? "none" : String.join(", ", plan.extras()));
    int jdkModules = plan.modules().size() - plan.ownModules().size();
    line(
        text,
        "modules",
        plan.ownModules().size() + ", and " + jdkModules + " of JDK " + Runtime.version());
    line(text, "size", mib(sizeBytes));
    Path cache = StartCache.in(image);
    if (Files.exists(cache)) {
      line(text, "start-up cache", mib(Files.size(cache)) + " on top");
    }
    if (archive.isPresent()) {
      Path packed = StagingFolder.archiveOf(options.output());
      line(text, "archive", packed + ", " + mib(Files.size(archive.get())));
    }
    line(text, "start", startNs / 1_000_000 + " ms to the first acknowledged record");
    line(text, "run", options.output().resolve("bin/ringmain") + " start");
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String words) {
    text.append(String.format(Locale.ROOT, "  %-15s %s%n", what, words));
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
  }
}
