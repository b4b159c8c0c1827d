package io.ringmain.distribution;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the command line asks for. */
sealed interface Command {

  /** Print a text on standard output. */
  record Print(String text) implements Command {}

  /**
   * Run a broker in the foreground.
   *
   * @param configFile a properties file
   * @param overrides settings that are stronger than the file's
   */
  record Start(Optional<Path> configFile, Map<String, String> overrides, LogLevel logLevel)
      implements Command {}

  /** Run simulations of a whole cluster. */
  record Simulate(SimulateOptions options) implements Command {}

  /** Print every setting, with those of the plugins that are installed. */
  record PrintSettings() implements Command {}

  /** The command line makes no sense; the reason is for the operator. */
  record Refused(String reason) implements Command {}
}
