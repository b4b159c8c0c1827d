package io.ringmain.benchmarks;

import java.io.IOException;

/** Something to be done to a broker, a part of it to warm up and the rest measured. */
interface Load {
  /** One letter, as in {@code --loads}. */
  String name();

  /** What it does, for the report. */
  String description();

  /** Whether it wants three brokers instead of one. */
  default boolean onCluster() {
    return false;
  }

  /** Runs it against a broker, on topics of its own that are deleted afterwards. */
  LoadResult run(BrokerProcess broker) throws IOException, InterruptedException;
}
