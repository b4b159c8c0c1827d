package io.ringmain.testkit.workload;

import java.util.Map;

/**
 * A topic of a simulation.
 *
 * @param configs of the topic
 */
public record TopicPlan(
    String name, int partitions, int replicationFactor, Map<String, String> configs) {

  /** Without replicas. */
  public TopicPlan(String name, int partitions, Map<String, String> configs) {
    this(name, partitions, 1, configs);
  }
}
