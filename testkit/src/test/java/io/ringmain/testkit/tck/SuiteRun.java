package io.ringmain.testkit.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
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

  /** Only the tests that prove a rule each. */
  public static SuiteRun ofRules(Class<?> suite) {
    return run(suite, "junit-jupiter");
  }

  /** Only the random histories, which stop at the first failure. */
  public static SuiteRun ofHistories(Class<?> suite) {
    return run(suite, "jqwik");
  }

  private static SuiteRun run(Class<?> suite, String engine) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(suite))
            .filters(EngineFilter.includeEngines(engine))
            .configurationParameter("jqwik.tries.default", "1000")
            .configurationParameter("jqwik.failures.after.default", "RANDOM_SEED")
            .configurationParameter("jqwik.shrinking.default", "OFF")
            .configurationParameter("jqwik.reporting.usejunitplatform", "true")
            .build();
    Listener listener = new Listener();
    String before = System.setProperty(Answers.PATIENCE, "1500"); // What is broken, answers never.
    try {
      LauncherFactory.create().execute(request, listener);
    } finally {
      System.clearProperty(Answers.PATIENCE);
      if (before != null) {
        System.setProperty(Answers.PATIENCE, before);
      }
    }
    return new SuiteRun(listener.passed, listener.failed);
  }

  /** The rules of the tests that failed, such as {@code S3} of {@code s3_cleanClose…}. */
  public Set<String> brokenRules() {
    Set<String> rules = new TreeSet<>();
    for (String test : failed) {
      rules.add(test.substring(0, test.indexOf('_')).toUpperCase(Locale.ROOT));
    }
    return rules;
  }

  private static final class Listener implements TestExecutionListener {
    private final Set<String> passed = new TreeSet<>();
    private final Set<String> failed = new TreeSet<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.getSource().orElse(null) instanceof MethodSource method) {
        switch (result.getStatus()) {
          case SUCCESSFUL -> passed.add(method.getMethodName());
          case FAILED -> failed.add(method.getMethodName());
          case ABORTED -> {}
        }
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failed.add("suite_" + result.getThrowable().orElse(null));
      }
    }
  }
}
