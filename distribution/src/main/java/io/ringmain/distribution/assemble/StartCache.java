package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The start-up cache of a folder with a broker: what the Java virtual machine has learnt in a trial
 * run, so that later starts load and link nothing anew.
 *
 * <p>It holds for that folder's Java runtime and files; the virtual machine checks that, and does
 * without if one of them has changed.
 */
public final class StartCache {
  private static final String NAME = "ringmain.aot";

  private StartCache() {}

  /** Where the launcher script looks for it. */
  public static Path in(Path program) {
    return program.resolve(NAME);
  }

  /**
   * Makes it anew.
   *
   * @param program the folder with {@code bin/ringmain}
   * @param environment of the trial run
   * @throws IOException if that fails; there is none then
   */
  public static void train(Path program, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path cache = in(program);
    Path fresh = cache.resolveSibling(NAME + ".new");
    Files.deleteIfExists(cache);
    Map<String, String> training = new HashMap<>(environment);
    training.put("RINGMAIN_OPTS", "-XX:AOTCacheOutput=" + fresh);
    try {
      new TrialRun(program.resolve("bin/ringmain"), training).run();
      if (!Files.exists(fresh)) {
        throw new IOException("the virtual machine has written no cache");
      }
      Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
