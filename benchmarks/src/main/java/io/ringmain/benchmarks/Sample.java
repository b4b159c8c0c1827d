package io.ringmain.benchmarks;

/** One figure of one broker in one round. */
record Sample(String load, Broker broker, int round, Metric metric, double value) {}
