package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts into a linked image what jlink does not: launcher, configuration, licences, what is inside.
 */
final class ImageFiles {
  private ImageFiles() {}

  static void write(ImagePlan plan, Path image) throws IOException {
    copy("image/ringmain", image.resolve("bin/ringmain"));
    Files.setPosixFilePermissions(
        image.resolve("bin/ringmain"), PosixFilePermissions.fromString("rwxr-xr-x"));
    NativeLibraries.copy(plan.ownModules(), image.resolve("lib"));
    Path etc = Files.createDirectories(image.resolve("etc"));
    Files.writeString(etc.resolve("ringmain.properties"), ConfigurationFile.of(plan));
    copy("image/ringmain.service", etc.resolve("ringmain.service"));
    List<Component> components = components(plan);
    Licences.collect(components, image.resolve("legal"));
    String name = image.getFileName().toString();
    Files.writeString(image.resolve("sbom.cdx.json"), BillOfMaterials.of(plan, components, name));
  }

  /** Copies a file of this program's own. */
  static void copy(String resource, Path file) throws IOException {
    try (InputStream in = ImageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("this program lacks its file " + resource);
      }
      Files.copy(in, file);
    }
  }

  private static List<Component> components(ImagePlan plan) throws IOException {
    List<Component> components = new ArrayList<>();
    for (ModuleReference module : plan.ownModules()) {
      components.add(Component.of(module, ModulePath.jar(module).orElseThrow()));
    }
    return components;
  }

  /** Bytes of all files. */
  static long sizeBytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && !Files.isSymbolicLink(file)) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }
}
