package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The native parts of Netty and zstd-jni. Inside a module each start unpacks them into a temporary
 * folder, which takes time, and fails where such a folder must not hold programs; both libraries
 * look into the runtime's own {@code lib} first, so that is where an image has them.
 *
 * <p>Other modules keep theirs: who knows how they look for them.
 */
final class NativeLibraries {
  private NativeLibraries() {}

  private static boolean moves(ModuleReference module) {
    String name = module.descriptor().name();
    return name.startsWith("io.netty.") || name.equals("com.github.luben.zstd_jni");
  }

  /** What is not to be linked into the image's modules, as jlink names it. */
  static List<String> resources(List<ModuleReference> modules) {
    Platform here = Platform.ofThisMachine();
    List<String> resources = new ArrayList<>();
    for (ModuleReference module : modules) {
      if (moves(module)) {
        String prefix = "/" + module.descriptor().name() + "/";
        here.ownLibraries(module).forEach(library -> resources.add(prefix + library));
      }
    }
    return resources;
  }

  /** Copies them into the folder of the runtime's own. */
  static void copy(List<ModuleReference> modules, Path lib) throws IOException {
    Platform here = Platform.ofThisMachine();
    for (ModuleReference module : modules) {
      if (moves(module)) {
        try (ModuleReader reader = module.open()) {
          for (String library : here.ownLibraries(module)) {
            try (InputStream in = reader.open(library).orElseThrow()) {
              Files.copy(in, lib.resolve(library.substring(library.lastIndexOf('/') + 1)));
            }
          }
        }
      }
    }
  }
}
