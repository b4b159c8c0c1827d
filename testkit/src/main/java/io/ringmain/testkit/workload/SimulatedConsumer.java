package io.ringmain.testkit.workload;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A consumer without a group: reads all partitions of a topic from their start, with a fetch
 * session to each broker.
 *
 * <pre>
 *   no position ─▶ ListOffsets ─▶ position ─▶ FetchLoop of its leader ─▶ position …
 *        ▲                                          │ offset out of range
 *        └──────────────────────────────────────────┘
 * </pre>
 */
public final class SimulatedConsumer implements SimulatedClient {
  private static final short LIST_OFFSETS_VERSION = 7;
  private static final long EARLIEST = -2;
  private static final long LOOK_MS = 200;
  private static final int PAUSE_MS = 100;

  private final String name;
  private final String topic;
  private final int pauseMs;
  private final ClusterClient client;
  private final History history;
  private final Map<Integer, Long> positions = new TreeMap<>();
  private final TreeSet<Integer> asking = new TreeSet<>();
  private final Map<Integer, FetchLoop> loops = new TreeMap<>();
  private UUID topicId = new UUID(0, 0);
  private boolean stopped;

  /** One that pauses for up to 100 ms between fetches. */
  public SimulatedConsumer(String name, String topic, ClusterClient client, History history) {
    this(name, topic, PAUSE_MS, client, history);
  }

  /**
   * @param pauseMs between fetches, at most
   */
  public SimulatedConsumer(
      String name, String topic, int pauseMs, ClusterClient client, History history) {
    this.name = name;
    this.topic = topic;
    this.pauseMs = pauseMs;
    this.client = client;
    this.history = history;
  }

  @Override
  public String name() {
    return name;
  }

  /** The topic that it reads. */
  public String topic() {
    return topic;
  }

  @Override
  public void start() {
    client.interestedIn(topic);
    look();
  }

  /** Sees which partitions there are and who leads them. */
  private void look() {
    if (stopped) {
      return;
    }
    client.later(LOOK_MS, this::look);
    client
        .topic(topic)
        .ifPresentOrElse(
            known -> {
              if (!known.topicId().equals(topicId)) {
                topicId = known.topicId();
                positions.clear();
              }
              known.partitions().forEach(partition -> lookAt(partition.partitionIndex()));
            },
            client::refresh);
  }

  private void lookAt(int partition) {
    int leader = client.leaderOf(topic, partition);
    if (leader < 0) {
      client.refresh();
      return;
    }
    if (!positions.containsKey(partition)) {
      seek(partition, leader);
    }
    loops
        .computeIfAbsent(leader, broker -> new FetchLoop(this, client, history, broker))
        .startIfIdle();
  }

  private void seek(int partition, int leader) {
    if (!asking.add(partition)) {
      return;
    }
    ListOffsetsRequest.ListOffsetsPartition asked =
        new ListOffsetsRequest.ListOffsetsPartition().partitionIndex(partition).timestamp(EARLIEST);
    UUID askedId = topicId;
    client.ask(
        leader,
        new ListOffsetsRequest()
            .replicaId(-1)
            .topics(
                List.of(
                    new ListOffsetsRequest.ListOffsetsTopic()
                        .name(topic)
                        .partitions(List.of(asked)))),
        LIST_OFFSETS_VERSION,
        ListOffsetsResponse.class,
        (response, failure) -> {
          asking.remove(partition);
          if (failure != null || !askedId.equals(topicId)) {
            client.refresh();
            return;
          }
          ListOffsetsResponse.ListOffsetsPartitionResponse answer =
              response.topics().getFirst().partitions().getFirst();
          if (answer.errorCode() == ErrorCode.NONE.id()) {
            positions.put(partition, answer.offset());
            history.onSought(name, topicId, partition, answer.offset());
          } else {
            client.refresh();
          }
        });
  }

  /** How long to pause between fetches, at most. */
  int pauseMs() {
    return pauseMs;
  }

  boolean isStopped() {
    return stopped;
  }

  /** The topic's id as this consumer reads it now. */
  public UUID topicId() {
    return topicId;
  }

  /** Where it will read on in a partition; −1 while it does not know. */
  public long position(int partition) {
    return positions.getOrDefault(partition, -1L);
  }

  /** The partitions that have a position and are led by a broker. */
  Map<Integer, Long> positionsAt(int broker) {
    Map<Integer, Long> led = new TreeMap<>();
    positions.forEach((partition, position) -> {
      if (client.leaderOf(topic, partition) == broker) {
        led.put(partition, position);
      }
    });
    return led;
  }

  void moveTo(int partition, long position) {
    positions.put(partition, position);
  }

  void losePosition(int partition) {
    positions.remove(partition);
  }

  @Override
  public void finish() {
    stopped = true;
  }

  @Override
  public boolean isFinished() {
    return stopped;
  }

  @Override
  public String waitsFor() {
    return name + " at " + positions;
  }
}
