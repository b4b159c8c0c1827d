package io.ringmain.testkit.tck.coordination;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Proves a coordination plugin: every numbered rule of the coordination contract that can be seen
 * from outside, and, by random histories of two sessions, that the store holds what a simple tree
 * would hold and tells its watchers.
 *
 * <p>The author of a plugin extends it in a test class, and implements {@link #provider} and, where
 * the store is a process of its own, {@link #connect}. The store may be shared by all tests and
 * started by whichever comes first, of JUnit's or of jqwik's; each test keeps to a part of its own.
 */
public abstract class CoordinationTck extends SessionRules {

  /** Rules that no test can prove from outside, with the reason: none of this contract. */
  public static final Map<String, String> NOT_TESTABLE = Map.of();

  /** For the test class that extends it. */
  protected CoordinationTck() {}

  /** Two sessions after each other; after every step the store and the model agree. */
  @Property
  void historyOfAStoreIsThatOfATree(@ForAll("histories") List<TreeStep> steps) {
    startAnew();
    try (TreeHistory history = new TreeHistory(this)) {
      for (TreeStep step : steps) {
        history.take(step);
        history.check();
      }
    }
  }

  /** Whatever two sessions can do, in any order. */
  @Provide
  Arbitrary<List<TreeStep>> histories() {
    return TreeStep.any().list().ofMinSize(1).ofMaxSize(15);
  }
}
