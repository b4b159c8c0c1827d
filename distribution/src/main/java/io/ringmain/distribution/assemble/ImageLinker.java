package io.ringmain.distribution.assemble;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** Runs the JDK's jlink, which this program must have been started with. */
final class ImageLinker {
  private final ToolProvider jlink;

  private ImageLinker(ToolProvider jlink) {
    this.jlink = jlink;
  }

  /**
   * Finds it.
   *
   * @throws AssemblyException if this Java runtime has none
   */
  static ImageLinker ofThisRuntime() throws AssemblyException {
    return new ImageLinker(
        ToolProvider.findFirst("jlink")
            .orElseThrow(() ->
                new AssemblyException(
                    "the Java runtime "
                        + System.getProperty("java.home")
                        + " has no jlink; assemble in a clone or with Maven, on a whole JDK 25"
                        + " named by JAVA_HOME")));
  }

  /**
   * Links a plan into a folder that does not exist.
   *
   * @param strip whether to leave out what stack traces take line numbers from
   * @throws AssemblyException with what jlink says
   */
  void link(ImagePlan plan, ModulePath path, boolean strip, Path folder) throws AssemblyException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--module-path",
                path.text(),
                "--add-modules",
                String.join(",", plan.roots()),
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-9",
                "--add-options",
                String.join(" ", plan.bakedOptions()),
                "--output",
                folder.toString()));
    if (strip) {
      arguments.add("--strip-debug");
      // It runs before or after the stripping as chance has it, so the bytes would differ.
      arguments.addAll(List.of("--disable-plugin", "generate-jli-classes"));
    }
    List<String> excluded = new ArrayList<>(plan.foreignResources());
    excluded.addAll(NativeLibraries.resources(plan.ownModules()));
    if (!excluded.isEmpty()) {
      arguments.add("--exclude-resources");
      arguments.add(String.join(",", excluded));
    }
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    if (jlink.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
      throw new AssemblyException(
          "jlink failed: " + String.join(" ", said.toString().strip().lines().toList()));
    }
  }
}
