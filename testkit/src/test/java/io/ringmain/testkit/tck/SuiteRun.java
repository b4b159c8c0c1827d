package io.ringmain.testkit.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a suite against a plugin that breaks a rule, as a build would, and tells what failed.
 *
 * @param passed names of methods
 * @param failed names of methods
 */
public record SuiteRun(Set<String> passed, Set<String> failed) {

  /**
   * Only the tests that prove a rule each. Their patience is short, since what is broken answers
   * never. A test of another rule that loses it gets its full patience in a second run: a busy
   * machine is no reason to say that a rule is broken.
   */
  public static SuiteRun ofRules(Class<?> suite, String brokenRule) {
    Listener listener = new Listener();
    withShortPatience(() -> run(request(selectClass(suite), "junit-jupiter"), listener));
    Map<String, UniqueIdSelector> impatient = new TreeMap<>(listener.impatient);
    impatient.keySet().removeIf(test -> rule(test).equals(brokenRule));
    for (Map.Entry<String, UniqueIdSelector> test : impatient.entrySet()) {
      listener.failed.remove(test.getKey());
      run(request(test.getValue(), "junit-jupiter"), listener);
    }
    return new SuiteRun(listener.passed, listener.failed);
  }

  /** Only the random histories, which stop at the first failure. */
  public static SuiteRun ofHistories(Class<?> suite) {
    Listener listener = new Listener();
    withShortPatience(() -> run(request(selectClass(suite), "jqwik"), listener));
    return new SuiteRun(listener.passed, listener.failed);
  }

  private static LauncherDiscoveryRequest request(DiscoverySelector selector, String engine) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selector)
        .filters(EngineFilter.includeEngines(engine))
        .configurationParameter("jqwik.tries.default", "1000")
        .configurationParameter("jqwik.failures.after.default", "RANDOM_SEED")
        .configurationParameter("jqwik.shrinking.default", "OFF")
        .configurationParameter("jqwik.reporting.usejunitplatform", "true")
        .build();
  }

  private static void run(LauncherDiscoveryRequest request, Listener listener) {
    LauncherFactory.create().execute(request, listener);
  }

  private static void withShortPatience(Runnable task) {
    String before = System.setProperty(Answers.PATIENCE, "400");
    try {
      task.run();
    } finally {
      System.clearProperty(Answers.PATIENCE);
      if (before != null) {
        System.setProperty(Answers.PATIENCE, before);
      }
    }
  }

  /** The rules of the tests that failed, such as {@code S3} of {@code s3_cleanClose…}. */
  public Set<String> brokenRules() {
    Set<String> rules = new TreeSet<>();
    for (String test : failed) {
      rules.add(rule(test));
    }
    return rules;
  }

  private static String rule(String test) {
    return test.substring(0, test.indexOf('_')).toUpperCase(Locale.ROOT);
  }

  private static final class Listener implements TestExecutionListener {
    private final Set<String> passed = new TreeSet<>();
    private final Set<String> failed = new TreeSet<>();
    private final Map<String, UniqueIdSelector> impatient = new TreeMap<>();

    private static boolean isImpatient(Optional<Throwable> failure) {
      return Stream.iterate(failure.orElse(null), Objects::nonNull, Throwable::getCause)
          .anyMatch(OutOfPatience.class::isInstance);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.getSource().orElse(null) instanceof MethodSource method) {
        switch (result.getStatus()) {
          case SUCCESSFUL -> passed.add(method.getMethodName());
          case FAILED -> {
            failed.add(method.getMethodName());
            if (isImpatient(result.getThrowable())) {
              impatient.put(method.getMethodName(), selectUniqueId(test.getUniqueId()));
            }
          }
          case ABORTED -> {}
        }
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failed.add("suite_" + result.getThrowable().orElse(null));
      }
    }
  }
}
