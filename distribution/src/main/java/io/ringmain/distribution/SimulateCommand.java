package io.ringmain.distribution;

import io.ringmain.testkit.checkers.Violation;
import io.ringmain.testkit.faults.ScheduledFault;
import io.ringmain.testkit.simulation.Trace;
import io.ringmain.testkit.simulator.Progress;
import io.ringmain.testkit.simulator.Shrinking;
import io.ringmain.testkit.simulator.Simulation;
import io.ringmain.testkit.simulator.SimulationPlan;
import io.ringmain.testkit.simulator.SimulationResult;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Locale;

/**
 * Runs simulations and says what came out of them: results on standard output, progress on standard
 * error. Called by the main thread, which does all the work.
 */
final class SimulateCommand {
  private static final int BAR_WIDTH = 40;

  /** Without a terminal, a line for each tenth of the way is enough. */
  private static final int PLAIN_STEPS = 10;

  private final SimulateOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean onTerminal;

  SimulateCommand(SimulateOptions options, PrintStream out, PrintStream err, boolean onTerminal) {
    this.options = options;
    this.out = out;
    this.err = err;
    this.onTerminal = onTerminal;
  }

  /** The exit code. */
  int run() {
    SimulationPlan first = options.plan();
    for (int i = 0; i < options.seeds(); i++) {
      SimulationPlan plan =
          new SimulationPlan(
              first.seed() + i,
              first.brokers(),
              first.durationMs(),
              first.faults(),
              first.onlyFaults(),
              first.onlyClients());
      try {
        SimulationResult result = simulate(plan);
        print(result);
        if (!result.passed()) {
          shrink(result);
          return ExitCode.FAILED;
        }
      } catch (IOException | UncheckedIOException failure) {
        err.println("ringmain: the trace cannot be written: " + failure.getMessage());
        return ExitCode.REFUSED;
      }
    }
    return ExitCode.OK;
  }

  private SimulationResult simulate(SimulationPlan plan) throws IOException {
    Progress progress = onTerminal ? this::drawBar : new PlainProgress();
    if (options.trace().isEmpty()) {
      return Simulation.run(plan, new Trace(), progress);
    }
    try (OutputStream file =
        new BufferedOutputStream(Files.newOutputStream(options.trace().get()))) {
      return Simulation.run(plan, new Trace(file), progress);
    }
  }

  private void print(SimulationResult result) {
    if (onTerminal) {
      err.print("\r" + " ".repeat(BAR_WIDTH + 30) + "\r");
    }
    double realSeconds = result.realNs() / 1e9;
    double virtualSeconds = result.virtualMs() / 1e3;
    out.println("seed: " + result.plan().seed());
    out.println("trace hash: " + result.traceHash());
    out.println(
        String.format(
            Locale.ROOT,
            "virtual time: %.3f s, %.0f times real time",
            virtualSeconds,
            virtualSeconds / realSeconds));
    out.println(
        String.format(
            Locale.ROOT,
            "events/s: %.0f, %d in %.3f s",
            result.events() / realSeconds,
            result.events(),
            realSeconds));
    out.println(
        "faults: " + result.faults().size() + ", history: " + result.history() + " entries");
    result.checked().forEach(checked -> out.println("checked: " + checked));
    out.println(result.passed() ? "result: everything held" : "result: broken");
    for (Violation violation : result.violations()) {
      out.println("violation: " + violation);
    }
    out.flush();
  }

  private void shrink(SimulationResult broken) {
    err.println("shrinking: looking for a shorter simulation that breaks the same invariant");
    SimulationResult shortest =
        Shrinking.shrink(
            broken, Shrinking.MOST_RUNS, tried -> err.println("shrinking: " + tried.command()));
    out.println("shortest schedule found:");
    for (ScheduledFault fault : shortest.faults()) {
      out.println("  " + fault);
    }
    out.println("shortest violation: " + shortest.violations().getFirst());
    out.println("replay: " + shortest.plan().command());
    out.flush();
  }

  private void drawBar(long virtualMs, long ofMs, long events) {
    int done = (int) (BAR_WIDTH * virtualMs / ofMs);
    err.print(
        String.format(
            Locale.ROOT,
            "\r[%s%s] %3d %%, %d events",
            "#".repeat(done),
            ".".repeat(BAR_WIDTH - done),
            100 * virtualMs / ofMs,
            events));
    err.flush();
  }

  /** A line now and then. */
  private final class PlainProgress implements Progress {
    private long step;

    @Override
    public void at(long virtualMs, long ofMs, long events) {
      long reached = PLAIN_STEPS * virtualMs / ofMs;
      if (reached > step) {
        step = reached;
        err.println(
            String.format(
                Locale.ROOT,
                "%d %% of the virtual time, %d events",
                100 * virtualMs / ofMs,
                events));
      }
    }
  }
}
