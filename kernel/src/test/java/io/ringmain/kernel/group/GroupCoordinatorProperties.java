package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.group.GroupSimulation.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What holds for groups whatever clients, disks and brokers do: {@link GroupSimulation} runs random
 * steps and checks Invariants 25, 26, 27 and 29 after each; Invariant 28 and the agreement of log
 * and state are checked at the end.
 */
class GroupCoordinatorProperties {

  private static final int TRIES = 400;

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<GroupSimulation.Act> acts =
        Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.of(GroupSimulation.Act.CLIENT_STEPS)),
            Tuple.of(15, Arbitraries.of(GroupSimulation.Act.CLIENT_STARTS)),
            Tuple.of(12, Arbitraries.of(GroupSimulation.Act.TIME_PASSES)),
            Tuple.of(12, Arbitraries.of(GroupSimulation.Act.ALL_SETTLE)),
            Tuple.of(40, Arbitraries.of(GroupSimulation.Act.values())));
    return Combinators.combine(
            acts,
            Arbitraries.integers().between(0, GroupSimulation.CLIENTS - 1),
            Arbitraries.integers().between(0, 40_000))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }

  @Property(tries = TRIES)
  void invariantsHoldAfterEveryStep(@ForAll("steps") List<Step> steps) {
    GroupSimulation simulation = new GroupSimulation();
    steps.forEach(simulation::run);
  }

  @Property(tries = TRIES)
  void everyPartitionIsEventuallyAssigned(@ForAll("steps") List<Step> steps) {
    GroupSimulation simulation = new GroupSimulation();
    steps.forEach(simulation::run);

    simulation.healAndSettle();

    assertTrue(simulation.allPartitionsConsumed(), simulation::describe);
  }

  @Example
  void partitionsAreAssignedAfterTheOnlyMemberWasFenced() {
    everyPartitionIsEventuallyAssigned(
        List.of(
            new Step(GroupSimulation.Act.CLIENT_STARTS, 2, 0),
            new Step(GroupSimulation.Act.ALL_SETTLE, 0, 0),
            new Step(GroupSimulation.Act.APPENDS_FAIL, 0, 0),
            new Step(GroupSimulation.Act.TIME_PASSES, 0, 9_000),
            new Step(GroupSimulation.Act.ALL_SETTLE, 0, 0),
            new Step(GroupSimulation.Act.BROKER_REPLACED, 0, 0)));
  }

  @Property(tries = TRIES)
  void replayedLogIsTheLedger(@ForAll("steps") List<Step> steps) {
    GroupSimulation simulation = new GroupSimulation();
    steps.forEach(simulation::run);

    assertEquals(
        simulation.coordinator().ledger(), simulation.loadedFromLog().coordinator.ledger());
  }

  @Property(tries = TRIES)
  void groupLoadedFromTheLogIsTheStableGroup(@ForAll("steps") List<Step> steps) {
    GroupSimulation simulation = new GroupSimulation();
    steps.forEach(simulation::run);
    simulation.healAndSettle();

    ClassicGroup live = simulation.coordinator().group(GroupFixture.GROUP).orElseThrow();
    ClassicGroup loaded = simulation.loadedFromLog().group();

    assertEquals(GroupState.STABLE, loaded.state());
    assertEquals(live.generation(), loaded.generation());
    assertEquals(live.leader(), loaded.leader());
    assertEquals(live.protocol(), loaded.protocol());
    assertEquals(live.assignments(), loaded.assignments());
  }
}
