package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder beside the one that is to be made, which takes its place when all is well and vanishes
 * otherwise; also when the process is told to stop.
 */
final class StagingFolder implements AutoCloseable {
  private final Path target;
  private final Path folder;
  private final List<Path> madeParents;
  private final Thread hook = new Thread(this::discard, "discard");
  private boolean kept;

  private StagingFolder(Path target, Path folder, List<Path> madeParents) {
    this.target = target;
    this.folder = folder;
    this.madeParents = madeParents;
  }

  /**
   * Prepares the way for a folder that is not there yet.
   *
   * @throws AssemblyException if it cannot be made
   */
  static StagingFolder of(Path target) throws AssemblyException {
    Path parent = target.getParent();
    List<Path> made = new ArrayList<>();
    for (Path up = parent; up != null && !Files.exists(up); up = up.getParent()) {
      made.add(up);
    }
    try {
      Files.createDirectories(parent);
      Path folder =
          parent.resolve("." + target.getFileName() + "." + ProcessHandle.current().pid());
      Files.createDirectory(folder);
      StagingFolder staging = new StagingFolder(target, folder, made);
      Runtime.getRuntime().addShutdownHook(staging.hook);
      return staging;
    } catch (IOException failed) {
      throw new AssemblyException(
          target + " cannot be made: " + failed + "; choose another --output", failed);
    }
  }

  /** Where the image is made. */
  Path image() {
    return folder.resolve(target.getFileName());
  }

  /** Where the archive of it is made. */
  Path archive() {
    return folder.resolve(archiveOf(target).getFileName());
  }

  static Path archiveOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".tar.gz");
  }

  /** What was made takes its place. */
  void keep() throws IOException {
    if (Files.exists(archive())) {
      Files.move(archive(), archiveOf(target), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(image(), target, StandardCopyOption.ATOMIC_MOVE);
    kept = true;
  }

  private void discard() {
    delete(folder);
    if (!kept) {
      for (Path parent : madeParents) {
        parent.toFile().delete();
      }
    }
  }

  /** Deletes as much as can be. */
  static void delete(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException left) {
        // It stays; there is nothing better to do about it.
      }
    }
  }

  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // Then the hook does the same again.
    }
  }
}
