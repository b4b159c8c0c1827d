package io.ringmain.testkit.workload;

import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An administrator who has other brokers take the replicas of one topic, and changes his mind now
 * and then. He asks once; what fails is asked for anew the next time.
 */
public final class SimulatedReassigner implements SimulatedClient {
  private static final short VERSION = 1;
  private static final int TIMEOUT_MS = 4_000;
  private static final int INTERVAL_MS = 5_000;
  private static final int CALLED_OFF_ONE_IN = 6;

  private final String name;
  private final String topic;
  private final List<Integer> brokers;
  private final int replicationFactor;
  private final ClusterClient client;
  private int underWay;
  private boolean finishing;

  /**
   * @param topic one that others use
   * @param brokers all there are
   * @param replicationFactor that it keeps
   */
  public SimulatedReassigner(
      String name,
      String topic,
      List<Integer> brokers,
      int replicationFactor,
      ClusterClient client) {
    this.name = name;
    this.topic = topic;
    this.brokers = List.copyOf(brokers);
    this.replicationFactor = replicationFactor;
    this.client = client;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    client.interestedIn(topic);
    client.later(1 + client.random().nextInt(2 * INTERVAL_MS), this::tick);
  }

  private void tick() {
    if (finishing) {
      return;
    }
    client.later(1 + client.random().nextInt(2 * INTERVAL_MS), this::tick);
    client.refresh();
    int partitions = client.topic(topic).map(known -> known.partitions().size()).orElse(0);
    if (partitions > 0) {
      reassign(client.random().nextInt(partitions));
    }
  }

  private void reassign(int partition) {
    List<Integer> shuffled = new ArrayList<>(brokers);
    Collections.shuffle(shuffled, client.random());
    boolean calledOff = client.random().nextInt(CALLED_OFF_ONE_IN) == 0;
    AlterPartitionReassignmentsRequest request =
        new AlterPartitionReassignmentsRequest()
            .timeoutMs(TIMEOUT_MS)
            .topics(
                List.of(
                    new ReassignableTopic()
                        .name(topic)
                        .partitions(
                            List.of(
                                new ReassignablePartition()
                                    .partitionIndex(partition)
                                    .replicas(
                                        calledOff
                                            ? null
                                            : shuffled.subList(0, replicationFactor))))));
    underWay++;
    client.ask(
        client.controller(),
        request,
        VERSION,
        AlterPartitionReassignmentsResponse.class,
        (_, _) -> underWay--);
  }

  @Override
  public void finish() {
    finishing = true;
  }

  @Override
  public boolean isFinished() {
    return finishing && underWay == 0;
  }

  @Override
  public String waitsFor() {
    return name + " for " + underWay + " answers";
  }
}
