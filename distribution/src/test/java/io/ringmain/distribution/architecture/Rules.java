package io.ringmain.distribution.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The rules of the architecture, each made for a root package, so that they can be shown to bite on
 * classes that break them.
 */
final class Rules {
  /** Classes of the JDK through which time, threads or chance come in uninvited. */
  private static final Set<String> UNINVITED_CLASSES =
      Set.of(
          Random.class.getName(),
          SplittableRandom.class.getName(),
          SecureRandom.class.getName(),
          ThreadLocalRandom.class.getName(),
          "java.nio.file.Files",
          Executors.class.getName(),
          ForkJoinPool.class.getName(),
          LockSupport.class.getName(),
          Thread.Builder.class.getName(),
          "java.util.Timer",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.random.RandomGeneratorFactory");

  /** Calls that do the same, of classes that are otherwise welcome. */
  private static final Set<String> UNINVITED_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Math.random",
          "java.lang.Object.wait",
          "java.lang.Thread.<init>",
          "java.lang.Thread.ofPlatform",
          "java.lang.Thread.ofVirtual",
          "java.lang.Thread.sleep",
          "java.lang.Thread.startVirtualThread",
          "java.lang.Thread.yield",
          "java.lang.Thread.onSpinWait",
          "java.util.concurrent.TimeUnit.sleep",
          UUID.class.getName() + ".randomUUID",
          CompletableFuture.class.getName() + ".orTimeout",
          CompletableFuture.class.getName() + ".completeOnTimeout",
          CompletableFuture.class.getName() + ".delayedExecutor",
          "java.util.Collection.parallelStream",
          "java.util.List.parallelStream",
          "java.util.Set.parallelStream",
          Stream.class.getName() + ".parallel");

  private static final Set<String> TEST_ANNOTATIONS =
      Set.of(
          "org.junit.jupiter.api.Test",
          "org.junit.jupiter.api.RepeatedTest",
          "org.junit.jupiter.api.TestFactory",
          "org.junit.jupiter.params.ParameterizedTest",
          "net.jqwik.api.Property",
          "net.jqwik.api.Example");

  private Rules() {}

  /** Classes know their own module, what the design lets it know, and the JDK. */
  static ArchRule knowsOnly(String rootPackage, List<String> mayKnow) {
    String[] allowed =
        Stream.concat(
                Stream.of(
                    rootPackage + "..", "java..", "javax..", "jdk..", "com.sun.net.httpserver.."),
                mayKnow.stream())
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(rootPackage + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .because("arrows go one way: protocol, spi <- kernel, plugins <- distribution");
  }

  /**
   * No two packages of a module need each other, by whatever detour; each package is a slice.
   *
   * @param generated packages that count as part of the root package: what is generated together
   *     with it, such as messages and the table of them
   */
  static ArchRule packagesAreFreeOfCycles(String rootPackage, Set<String> generated) {
    return slices()
        .assignedFrom(new PackageSlices(rootPackage, generated))
        .should()
        .beFreeOfCycles()
        .because("a package that needs another one back cannot be understood alone");
  }

  /** Time, threads and chance are given to the kernel, and only its system package takes them. */
  static ArchRule isDeterministic(String rootPackage) {
    return noClasses()
        .that()
        .resideInAPackage(rootPackage + "..")
        .and()
        .resideOutsideOfPackage(rootPackage + ".env.system..")
        .should(takeTimeThreadsOrChance())
        .because("the kernel runs whole in a single-threaded simulation on virtual time");
  }

  private static ArchCondition<JavaClass> takeTimeThreadsOrChance() {
    return new ArchCondition<>("take time, threads or chance without being given them") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (isUninvited(access.getTarget())) {
            events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isUninvited(AccessTarget target) {
    String owner = target.getOwner().getName();
    return UNINVITED_CLASSES.contains(owner)
        || UNINVITED_CALLS.contains(owner + "." + target.getName())
        || isNow(target)
        || isShuffledByChance(target)
        || isAsyncOnSomebodysThread(target);
  }

  private static boolean isNow(AccessTarget target) {
    return target.getOwner().getPackageName().equals("java.time")
        && (target.getName().equals("now") || target.getName().startsWith("system"));
  }

  /** Without a generator, one that nobody can seed. */
  private static boolean isShuffledByChance(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget call
        && target.getOwner().isEquivalentTo(Collections.class)
        && target.getName().equals("shuffle")
        && call.getRawParameterTypes().size() == 1;
  }

  /** Without an executor, the common pool's threads run it. */
  private static boolean isAsyncOnSomebodysThread(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget call
        && (target.getOwner().isEquivalentTo(CompletableFuture.class)
            || target.getOwner().isEquivalentTo(CompletionStage.class))
        && target.getName().endsWith("Async")
        && call.getRawParameterTypes().stream()
            .noneMatch(parameter -> parameter.isEquivalentTo(Executor.class));
  }

  /** The build runs classes by their names: a test of another name would never run. */
  static ArchRule testsAreNamedSoThatTheyRun(boolean integrationTestsRun) {
    String names = integrationTestsRun ? ".*(Test|Properties|IT)" : ".*(Test|Properties)";
    return classes()
        .that(haveTests())
        .should(haveOutermostNameMatching(names))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> haveTests() {
    return DescribedPredicate.describe(
        "have tests and can be instantiated",
        type ->
            !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && type.getAllMethods().stream().anyMatch(Rules::isTest));
  }

  private static boolean isTest(JavaMethod method) {
    return method.getAnnotations().stream()
        .anyMatch(annotation -> TEST_ANNOTATIONS.contains(annotation.getRawType().getName()));
  }

  private static ArchCondition<JavaClass> haveOutermostNameMatching(String names) {
    return new ArchCondition<>("be in a file named " + names) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String fullName = type.getName();
        int nested = fullName.indexOf('$');
        String outermost = nested < 0 ? fullName : fullName.substring(0, nested);
        events.add(
            new SimpleConditionEvent(
                type,
                outermost.matches(names),
                fullName + " has tests, and runs only if its name is like " + names));
      }
    };
  }

  /** Every package a slice, the root package as well. */
  private record PackageSlices(String rootPackage, Set<String> generated)
      implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (name.equals(rootPackage)) {
        return SliceIdentifier.of(rootPackage);
      }
      if (!name.startsWith(rootPackage + ".")) {
        return SliceIdentifier.ignore();
      }
      boolean isGenerated = generated.contains(name.substring(rootPackage.length() + 1));
      return SliceIdentifier.of(isGenerated ? rootPackage : name);
    }

    @Override
    public String getDescription() {
      return "packages of " + rootPackage;
    }
  }
}
