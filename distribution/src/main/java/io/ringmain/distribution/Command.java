package io.ringmain.distribution;

import io.ringmain.distribution.assemble.AssembleOptions;

/** What the command line asks for. */
sealed interface Command {

  /** Print a text on standard output. */
  record Print(String text) implements Command {}

  /** Run a broker in the foreground. */
  record Start(RunOptions options) implements Command {}

  /** Run brokers and an ensemble, as processes of their own. */
  record Cluster(ClusterOptions options) implements Command {}

  /** Run a server of a ZooKeeper ensemble in the foreground. */
  record ZooKeeper(RunOptions options) implements Command {}

  /** Run simulations of a whole cluster. */
  record Simulate(SimulateOptions options) implements Command {}

  /** Make an image of a broker with chosen plugins. */
  record Assemble(AssembleOptions options) implements Command {}

  /** Make the start-up cache of the folder that the program lies in. */
  record Train() implements Command {}

  /** Print the plugins that are installed. */
  record PrintPlugins() implements Command {}

  /** Print every setting, with those of the plugins that are installed. */
  record PrintSettings() implements Command {}

  /** The command line makes no sense; the reason is for the operator. */
  record Refused(String reason) implements Command {}
}
