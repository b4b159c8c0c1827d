package io.ringmain.distribution;

import io.ringmain.distribution.assemble.Assembly;
import io.ringmain.distribution.assemble.AssemblyException;
import io.ringmain.distribution.assemble.StartCache;
import io.ringmain.kernel.plugin.Plugins;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs what the command line asks for, and exits. */
  public static void main(String[] args) throws InterruptedException {
    int exitCode = run(List.of(args), System.out, System.err, KernelBroker::start);
    Shutdown.exit(exitCode);
  }

  static int run(List<String> words, PrintStream out, PrintStream err, BrokerStarter starter)
      throws InterruptedException {
    Command asked = CommandLine.read(words, version());
    if (asked instanceof Command.Start start) {
      // Not below: the first switch over types is put together for 8 ms.
      return start(start.options(), out, err, starter);
    }
    return switch (asked) {
      case Command.Print print -> {
        out.print(print.text());
        out.flush();
        yield ExitCode.OK;
      }
      case Command.PrintPlugins _ -> {
        out.print(PluginList.of(Plugins.discover()));
        out.flush();
        yield ExitCode.OK;
      }
      case Command.Assemble assemble ->
          assemble(new Assembly(assemble.options(), out, err, isTerminal()), err);
      case Command.Train _ -> train(err);
      case Command.PrintSettings _ -> {
        out.print(SettingsReference.of(Plugins.discover()));
        out.flush();
        yield ExitCode.OK;
      }
      case Command.Refused refused -> {
        err.println("ringmain: " + refused.reason());
        yield ExitCode.REFUSED;
      }
      case Command.Simulate simulate -> {
        LogLines.silence();
        yield new SimulateCommand(simulate.options(), out, err, isTerminal()).run();
      }
      case Command.Start start -> start(start.options(), out, err, starter);
      case Command.ZooKeeper zooKeeper -> {
        RunOptions options = zooKeeper.options();
        prepare(options, err);
        ZooKeeperCommand command = new ZooKeeperCommand(options, out, err);
        Shutdown.onSignal(command::stop);
        yield command.run();
      }
      case Command.Cluster cluster -> {
        ClusterOptions options = cluster.options();
        prepare(options.run(), err);
        ClusterCommand command = new ClusterCommand(options, home(), launcher(), out, err);
        Shutdown.onSignal(command::stop);
        yield command.run();
      }
    };
  }

  private static int start(
      RunOptions options, PrintStream out, PrintStream err, BrokerStarter starter)
      throws InterruptedException {
    prepare(options, err);
    StartCommand command = new StartCommand(options, home(), starter, out, err);
    Shutdown.onSignal(command::stop);
    return command.run();
  }

  private static int assemble(Assembly assembly, PrintStream err) throws InterruptedException {
    try {
      assembly.run();
      return ExitCode.OK;
    } catch (AssemblyException refused) {
      err.println("ringmain: " + refused.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static int train(PrintStream err) throws InterruptedException {
    try {
      Path program =
          launcher()
              .map(script -> script.getParent().getParent())
              .orElseThrow(() -> new IOException("the program was not started by its script"));
      StartCache.train(program, System.getenv());
      return ExitCode.OK;
    } catch (IOException failed) {
      err.println(
          "ringmain: no start-up cache was made; starts take longer: " + failed.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static void prepare(RunOptions options, PrintStream err) {
    LogLines.install(
        options.logToStdout() ? System.out : err, options.logLevel().orElse(LogLevel.INFO));
    if (options.stopAtEndOfInput()) {
      EndOfInput.stopsTheProcess(System.in);
    }
  }

  /** The launcher script, as it tells itself. */
  private static Optional<Path> launcher() {
    return Optional.ofNullable(System.getProperty("ringmain.launcher")).map(Path::of);
  }

  @SuppressWarnings("SystemConsoleNull") // It does where the module that edits lines is left out.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** The folder that the program lies in, as its launcher script tells. */
  private static Path home() {
    return Path.of(System.getProperty("ringmain.home", ""));
  }

  static String version() {
    return Optional.ofNullable(Main.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("of an unknown version");
  }
}
