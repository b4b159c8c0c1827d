package io.ringmain.testkit.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a plugin has left behind since a moment: threads and, where Linux tells, open files. */
public final class Leftovers {
  /** The JDK's own, started by whoever needs them first. */
  private static final List<String> OF_THE_JDK =
      List.of("ForkJoinPool.commonPool", "CompletableFutureDelayScheduler");

  private static final int ENDING_MS = 1_000;

  private final Set<Thread> before;

  private Leftovers(Set<Thread> before) {
    this.before = before;
  }

  public static Leftovers since() {
    return new Leftovers(new HashSet<>(Thread.getAllStackTraces().keySet()));
  }

  /** Names of threads that were started since and have not ended. */
  public List<String> threads() throws InterruptedException {
    return threads(_ -> true);
  }

  /** Names of such threads that were started since and have not ended. */
  public List<String> threads(Predicate<Thread> which) throws InterruptedException {
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !isOfTheJdk(thread) && which.test(thread)) {
        thread.join(ENDING_MS); // It may have been told to end and be about to.
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    return left;
  }

  /** Such as those that wait for the end of processes, or carry virtual threads. */
  private static boolean isOfTheJdk(Thread thread) {
    return thread.getClass().getName().startsWith("jdk.internal.")
        || OF_THE_JDK.stream().anyMatch(thread.getName()::startsWith);
  }

  /** Files below the directory that are open or mapped; none where the system does not tell. */
  public static List<String> openFiles(Path directory) throws IOException {
    List<String> open = new ArrayList<>();
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (Stream<Path> links = Files.list(descriptors)) {
        links
            .map(Leftovers::target)
            .filter(to -> to.contains(directory.toString()))
            .forEach(open::add);
      }
      try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
        mappings.filter(line -> line.contains(directory.toString())).forEach(open::add);
      }
    }
    return open;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
