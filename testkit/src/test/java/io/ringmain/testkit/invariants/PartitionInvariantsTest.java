package io.ringmain.testkit.invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.memory.MemoryDisks;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The properties catch who breaks an invariant: one that cannot fail would be worth nothing. */
final class PartitionInvariantsTest {
  private final Set<String> failed = new TreeSet<>();
  private final StringBuilder messages = new StringBuilder();

  @Test
  void aStorageThatLosesTheLastBatchAtReopenIsCaught() {
    run(Losing.class);
    assertEquals(Set.of("invariants37To43_clientsSeeWhatWasWritten"), failed);
    assertTrue(messages.toString().contains("after a clean restart"), messages.toString());
  }

  @Test
  void aSettingThatTheSimulationChoosesIsRefused() {
    run(Listening.class);
    assertEquals(5, failed.size());
    assertTrue(messages.toString().contains("listeners is chosen by the simulation"));
  }

  @Test
  void aSettingThatTheBrokerRefusesIsNamed() {
    run(Misconfigured.class);
    assertEquals(5, failed.size());
    assertTrue(messages.toString().contains("log.segment.bytes"), messages.toString());
  }

  private void run(Class<?> properties) {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(properties))
                .filters(EngineFilter.includeEngines("jqwik"))
                .configurationParameter("jqwik.shrinking.default", "OFF")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .configurationParameter("jqwik.failures.after.default", "RANDOM_SEED")
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED
                    && test.getSource().orElse(null) instanceof MethodSource method) {
                  failed.add(method.getMethodName());
                  result.getThrowable().ifPresent(messages::append);
                }
              }
            });
  }

  /** As its author would write it. */
  static final class Losing extends PartitionInvariants {
    @Override
    protected StorageProvider provider() {
      return new LosingStorage(new MemoryDisks().provider());
    }
  }

  /** Wants to listen elsewhere. */
  static final class Listening extends PartitionInvariants {
    @Override
    protected Map<String, String> settings() {
      return Map.of("listeners", "PLAINTEXT://elsewhere:1");
    }
  }

  /** Wants what no broker takes. */
  static final class Misconfigured extends PartitionInvariants {
    @Override
    protected Map<String, String> settings() {
      return Map.of("log.segment.bytes", "none");
    }
  }
}
