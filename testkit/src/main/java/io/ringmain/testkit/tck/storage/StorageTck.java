package io.ringmain.testkit.tck.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Proves a storage plugin: every numbered rule of the storage contract that can be seen from
 * outside, and, by random histories, that a log holds what a plain list would hold.
 *
 * <p>The author of a plugin extends it in a test class, and implements {@link #provider}. JUnit
 * runs the tests, jqwik the property; both must be on the test path, as this module's dependencies
 * are. A failing test is named by the rule that is broken; a failing property prints its seed and
 * the shortest history that was found.
 *
 * <p>The directories that a test opens need not exist, and lie in a temporary folder.
 */
public abstract class StorageTck extends FutureLogRules {

  /** Rules that no test can prove from outside, with the reason. */
  public static final Map<String, String> NOT_TESTABLE =
      Map.of(
          "S9",
          "whether a call waits for the disk shows only in how long it takes, and that depends on"
              + " the machine; benchmarks of the plugin tell");

  /** For the test class that extends it. */
  protected StorageTck() {}

  /** One history after the other; after every step the log and the model agree. */
  @Property
  void historyOfALogIsThatOfAList(@ForAll("histories") List<LogStep> steps) throws IOException {
    Path parent = Files.createTempDirectory("storage-tck-");
    try (LogHistory history = new LogHistory(this, parent)) {
      history.check();
      for (LogStep step : steps) {
        history.take(step);
        history.check();
      }
    } finally {
      DirectoryTrees.delete(parent);
    }
  }

  /** Whatever can be done to a log, in any order. */
  @Provide
  Arbitrary<List<LogStep>> histories() {
    return LogStep.any().list().ofMinSize(1).ofMaxSize(60);
  }
}
