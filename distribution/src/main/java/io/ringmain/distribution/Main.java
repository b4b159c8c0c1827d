package io.ringmain.distribution;

import io.ringmain.kernel.plugin.Plugins;
import java.io.Console;
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
    return switch (CommandLine.read(words, version())) {
      case Command.Print print -> {
        out.print(print.text());
        out.flush();
        yield ExitCode.OK;
      }
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
      case Command.Start start -> {
        LogLines.install(err, start.logLevel());
        StartCommand command = new StartCommand(start, home(), starter, out, err);
        Shutdown.onSignal(command::stop);
        yield command.run();
      }
    };
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
