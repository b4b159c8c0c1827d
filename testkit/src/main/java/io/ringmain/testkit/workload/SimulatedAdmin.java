package io.ringmain.testkit.workload;

import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.DeleteRecordsRequest;
import io.ringmain.protocol.message.DeleteRecordsResponse;
import io.ringmain.protocol.message.DeleteTopicsRequest;
import io.ringmain.protocol.message.DeleteTopicsResponse;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse;
import java.util.List;

/**
 * An administrator: deletes records of one topic, alters its settings, and creates and deletes
 * another topic again and again. It asks once; what fails is asked for anew the next time.
 */
public final class SimulatedAdmin implements SimulatedClient {
  private static final short CREATE_VERSION = 7;
  private static final short DELETE_VERSION = 5;
  private static final short DELETE_RECORDS_VERSION = 2;
  private static final short ALTER_VERSION = 1;
  private static final byte TOPIC_RESOURCE = 2;
  private static final byte SET = 0;
  private static final int TIMEOUT_MS = 4_000;
  private static final int INTERVAL_MS = 4_000;

  private final String name;
  private final String topic;
  private final String passing;
  private final int replicationFactor;
  private final ClusterClient client;
  private final History history;
  private boolean passingExists;
  private int underWay;
  private boolean finishing;

  /**
   * @param topic one that others use
   * @param passing one that comes and goes
   * @param replicationFactor of that one
   */
  public SimulatedAdmin(
      String name,
      String topic,
      String passing,
      int replicationFactor,
      ClusterClient client,
      History history) {
    this.replicationFactor = replicationFactor;
    this.name = name;
    this.topic = topic;
    this.passing = passing;
    this.client = client;
    this.history = history;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    client.interestedIn(topic);
    tick();
  }

  private void tick() {
    if (finishing) {
      return;
    }
    client.later(1 + client.random().nextInt(2 * INTERVAL_MS), this::tick);
    client.refresh();
    switch (client.random().nextInt(4)) {
      case 0 -> deleteRecords();
      case 1 -> alter();
      default -> createOrDelete();
    }
  }

  private void deleteRecords() {
    int partitions = client.topic(topic).map(known -> known.partitions().size()).orElse(0);
    if (partitions == 0) {
      return;
    }
    int partition = client.random().nextInt(partitions);
    int leader = client.leaderOf(topic, partition);
    if (leader < 0) {
      return;
    }
    long below = client.random().nextInt(400);
    history.onRecordsDeleting(topic, partition, below);
    DeleteRecordsRequest request =
        new DeleteRecordsRequest()
            .timeoutMs(TIMEOUT_MS)
            .topics(
                List.of(
                    new DeleteRecordsRequest.DeleteRecordsTopic()
                        .name(topic)
                        .partitions(
                            List.of(
                                new DeleteRecordsRequest.DeleteRecordsPartition()
                                    .partitionIndex(partition)
                                    .offset(below)))));
    underWay++;
    client.ask(
        leader, request, DELETE_RECORDS_VERSION, DeleteRecordsResponse.class, (_, _) -> underWay--);
  }

  private void alter() {
    IncrementalAlterConfigsRequest.AlterableConfig config =
        new IncrementalAlterConfigsRequest.AlterableConfig()
            .name("segment.ms")
            .configOperation(SET)
            .value(Integer.toString(1_000 + client.random().nextInt(60_000)));
    underWay++;
    client.ask(
        client.controller(),
        new IncrementalAlterConfigsRequest()
            .resources(
                List.of(
                    new IncrementalAlterConfigsRequest.AlterConfigsResource()
                        .resourceType(TOPIC_RESOURCE)
                        .resourceName(topic)
                        .configs(List.of(config)))),
        ALTER_VERSION,
        IncrementalAlterConfigsResponse.class,
        (_, _) -> underWay--);
  }

  private void createOrDelete() {
    underWay++;
    if (passingExists) {
      history.onTopicDeleting(passing);
      client.ask(
          client.controller(),
          new DeleteTopicsRequest().topicNames(List.of(passing)).timeoutMs(TIMEOUT_MS),
          DELETE_VERSION,
          DeleteTopicsResponse.class,
          (_, _) -> {
            underWay--;
            passingExists = false;
          });
    } else {
      CreateTopicsRequest.CreatableTopic asked =
          new CreateTopicsRequest.CreatableTopic()
              .name(passing)
              .numPartitions(1 + client.random().nextInt(3))
              .replicationFactor((short) replicationFactor);
      client.ask(
          client.controller(),
          new CreateTopicsRequest().topics(List.of(asked)).timeoutMs(TIMEOUT_MS),
          CREATE_VERSION,
          CreateTopicsResponse.class,
          (response, failure) -> {
            underWay--;
            if (failure == null && response.topics().getFirst().errorCode() == 0) {
              history.onTopicCreated(passing, response.topics().getFirst().topicId());
            }
            passingExists = true; // Or not: the next deletion finds out.
          });
    }
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
