package io.ringmain.testkit.mutations;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;

/** Runs simulations of a mutated kernel, seed by seed, until an invariant breaks. */
final class Hunt {
  private static final String PACKAGE = "io.ringmain.testkit.simulator.";
  private static final long DURATION_MS = 30_000;

  /**
   * What was caught.
   *
   * @param seeds how many it took
   * @param invariant that broke; −1 for none
   * @param violation in words
   */
  record Catch(long seeds, int invariant, String violation) {}

  private Hunt() {}

  /** Tries the seeds from a first one on. */
  static Catch hunt(Mutation mutation, long firstSeed, long mostSeeds)
      throws ReflectiveOperationException {
    List<Edit> edits = mutation.edits().get();
    MutatedClasses classes = new MutatedClasses(edits);
    Class<?> planClass = classes.loadClass(PACKAGE + "SimulationPlan");
    Constructor<?> newPlan =
        planClass.getConstructor(long.class, int.class, long.class, String.class);
    Class<?> resultClass = classes.loadClass(PACKAGE + "SimulationResult");
    Method run = classes.loadClass(PACKAGE + "Simulation").getMethod("run", planClass);
    Method invariant = resultClass.getMethod("brokenInvariant");
    Method violations = resultClass.getMethod("violations");
    for (Edit edit : edits) {
      classes.loadClass(edit.className);
      if (edit.changes() == 0) {
        throw new IllegalStateException(
            mutation.name() + ": nothing to edit in " + edit.className + "." + edit.method);
      }
    }
    for (long seed = firstSeed; seed < firstSeed + mostSeeds; seed++) {
      Object plan = newPlan.newInstance(seed, mutation.brokers(), DURATION_MS, mutation.faults());
      Object result = run.invoke(null, plan);
      int broken = (int) invariant.invoke(result);
      if (broken >= 0) {
        return new Catch(seed - firstSeed + 1, broken, violations.invoke(result).toString());
      }
    }
    return new Catch(mostSeeds, -1, "nothing");
  }
}
