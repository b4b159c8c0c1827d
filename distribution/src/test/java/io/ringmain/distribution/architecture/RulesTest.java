package io.ringmain.distribution.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every rule of the architecture test bites: on classes made to break it, and on no others. */
class RulesTest {
  private static final String BROKEN = RulesTest.class.getPackageName() + ".broken";

  private final JavaClasses broken =
      new ClassFileImporter().importPath(Path.of("target/test-classes", BROKEN.replace('.', '/')));

  @Test
  void aContractThatKnowsTheBrokerBreaksTheArrows() {
    String failures = failures(Rules.knowsOnly(BROKEN + ".arrows.spi", List.of()));
    assertTrue(failures.contains("KnowsTheBroker.broker()"), failures);
  }

  @Test
  void aClassMayKnowWhatTheDesignLetsItKnow() {
    List<String> mayKnow = List.of(BROKEN + ".arrows.kernel..");
    assertEquals("", failures(Rules.knowsOnly(BROKEN + ".arrows.spi", mayKnow)));
  }

  @Test
  void packagesThatNeedEachOtherAreACycle() {
    String failures = failures(Rules.packagesAreFreeOfCycles(BROKEN + ".cycle", Set.of()));
    assertTrue(failures.contains("Cycle detected"), failures);
  }

  @Test
  void aGeneratedPackageIsPartOfTheRootPackage() {
    Set<String> generated = Set.of("left", "right");
    assertEquals("", failures(Rules.packagesAreFreeOfCycles(BROKEN + ".cycle", generated)));
  }

  @Test
  void packagesThatNeedEachOtherOneWayAreNone() {
    assertEquals("", failures(Rules.packagesAreFreeOfCycles(BROKEN + ".arrows", Set.of())));
  }

  @Test
  void everyWayToTakeTimeThreadsOrChanceIsSeen() throws ClassNotFoundException {
    String failures = failures(Rules.isDeterministic(BROKEN + ".chance"));
    Class<?> taker = Class.forName(BROKEN + ".chance.TakesWhatItIsNotGiven");
    for (Method method : taker.getDeclaredMethods()) {
      if (!method.isSynthetic()) {
        assertTrue(failures.contains("." + method.getName() + "("), method + " not in " + failures);
      }
    }
    assertFalse(failures.contains("TakesWhatItIsGiven"), failures);
    assertFalse(failures.contains("MayTakeTime"), failures);
  }

  @Test
  void aTestThatWouldNeverRunIsSeen() {
    String failures = failures(Rules.testsAreNamedSoThatTheyRun(true));
    assertTrue(failures.contains("NeverRuns has tests"), failures);
  }

  private String failures(ArchRule rule) {
    return String.join("\n", rule.evaluate(broken).getFailureReport().getDetails());
  }
}
