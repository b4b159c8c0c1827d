package io.ringmain.testkit.workload;

import io.ringmain.kernel.env.Timer;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.spi.transport.Transport;
import io.ringmain.testkit.client.FrameClient;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * What every simulated client is built on: a connection to each broker, and the metadata of the
 * cluster. An answer that does not come in time ends its connection, as with Kafka's clients.
 */
public final class ClusterClient {
  private static final long REQUEST_TIMEOUT_MS = 5_000;
  private static final long LEAST_METADATA_AGE_NS = 100_000_000;
  private static final short METADATA_VERSION = 12;

  private final SimulatedProcess process;
  private final Transport transport;
  private final Random random;
  private final History history;
  private final List<SimulatedMachine> bootstrap;
  private final Map<Integer, CompletableFuture<FrameClient>> connections = new TreeMap<>();
  private final TreeMap<String, MetadataResponse.MetadataResponseTopic> topics = new TreeMap<>();

  /** The same, also of topics that the latest broker asked did not know yet. */
  private final TreeMap<String, MetadataResponse.MetadataResponseTopic> newest = new TreeMap<>();

  private final List<String> interesting = new ArrayList<>();
  private int controller = -1;
  private boolean refreshing;
  private long refreshedNs = -LEAST_METADATA_AGE_NS;

  /** A client in a process of its own. */
  public ClusterClient(SimulatedCluster cluster, String name, Random random, History history) {
    this.history = history;
    this.process = cluster.scheduler().newProcess(name);
    this.transport = cluster.transportFor(process);
    this.bootstrap = cluster.machines();
    this.random = random;
  }

  /** The process that it runs in. */
  public SimulatedProcess process() {
    return process;
  }

  /** Its own chance. */
  public Random random() {
    return random;
  }

  /** Now, by virtual time. */
  public long nowNs() {
    return process.clock().monotonicNs();
  }

  /** Runs something later. */
  public Timer.Timeout later(long delayMs, Runnable task) {
    return process.schedule(delayMs, task);
  }

  /** Adds a topic to those that the client asks about. */
  public void interestedIn(String topic) {
    if (!interesting.contains(topic)) {
      interesting.add(topic);
    }
  }

  /** Drops a topic from those that the client asks about. */
  public void notInterestedIn(String topic) {
    interesting.remove(topic);
    topics.remove(topic);
  }

  /** A topic as last heard of. */
  public Optional<MetadataResponse.MetadataResponseTopic> topic(String name) {
    return Optional.ofNullable(topics.get(name));
  }

  /** Which broker leads a partition, as last heard; −1 when none does or nobody knows. */
  public int leaderOf(String topic, int partition) {
    MetadataResponse.MetadataResponseTopic known = topics.get(topic);
    if (known != null) {
      for (MetadataResponse.MetadataResponsePartition one : known.partitions()) {
        if (one.partitionIndex() == partition && one.errorCode() == 0) {
          return one.leaderId();
        }
      }
    }
    return -1;
  }

  /** A topic's id as last heard, or the zero id. */
  public UUID topicId(String topic) {
    MetadataResponse.MetadataResponseTopic known = topics.get(topic);
    return known == null ? new UUID(0, 0) : known.topicId();
  }

  /** Which broker is the controller, as last heard; some broker when nobody knows. */
  public int controller() {
    return controller >= 0 ? controller : anyBroker();
  }

  /** Some broker. */
  public int anyBroker() {
    return bootstrap.get(random.nextInt(bootstrap.size())).brokerId();
  }

  /** Asks some broker for the metadata again, unless that has just been done. */
  public void refresh() {
    if (refreshing || nowNs() - refreshedNs < LEAST_METADATA_AGE_NS) {
      return;
    }
    refreshing = true;
    List<MetadataRequest.MetadataRequestTopic> asked = new ArrayList<>();
    for (String topic : interesting) {
      asked.add(new MetadataRequest.MetadataRequestTopic().name(topic));
    }
    ask(
        anyBroker(),
        new MetadataRequest().topics(asked).allowAutoTopicCreation(false),
        METADATA_VERSION,
        MetadataResponse.class,
        (response, failure) -> {
          refreshing = false;
          refreshedNs = nowNs();
          if (failure == null) {
            take(response);
          }
        });
  }

  private void take(MetadataResponse response) {
    controller = response.controllerId();
    for (MetadataResponse.MetadataResponseTopic topic : response.topics()) {
      if (topic.errorCode() == 0) {
        keepNewer(topic);
        topics.put(topic.name(), topic);
        newest.put(topic.name(), topic);
        tellLeaders(topic);
      } else {
        topics.remove(topic.name());
      }
    }
  }

  /** A broker may be behind: what it tells of an older leader epoch than known is not news. */
  private void keepNewer(MetadataResponse.MetadataResponseTopic told) {
    MetadataResponse.MetadataResponseTopic known = newest.get(told.name());
    if (known == null || !known.topicId().equals(told.topicId())) {
      return;
    }
    for (MetadataResponse.MetadataResponsePartition old : known.partitions()) {
      told.partitions()
          .replaceAll(one ->
              one.partitionIndex() == old.partitionIndex() && one.leaderEpoch() < old.leaderEpoch()
                  ? old
                  : one);
    }
  }

  private void tellLeaders(MetadataResponse.MetadataResponseTopic topic) {
    for (MetadataResponse.MetadataResponsePartition one : topic.partitions()) {
      if (one.leaderEpoch() >= 0) {
        history.onLeaderTold(
            topic.topicId(), topic.name(), one.partitionIndex(), one.leaderId(), one.leaderEpoch());
      }
    }
  }

  /** Asks a broker; the answer is told with null for a failure, or the failure with null for it. */
  public <R extends ApiMessage> void ask(
      int broker, ApiMessage request, int version, Class<R> type, BiConsumer<R, Throwable> then) {
    CompletionStage<R> _ =
        connection(broker)
            .thenCompose(client -> inTime(client, client.send(request, (short) version, type)))
            .whenComplete((response, failure) -> told(response, failure, then));
  }

  /** What throws here would fail unseen in the stage that it completes. */
  private <R> void told(R response, Throwable failure, BiConsumer<R, Throwable> then) {
    try {
      then.accept(response, failure);
    } catch (RuntimeException thrown) {
      process.scheduler().fail(thrown);
    }
  }

  private <R> CompletionStage<R> inTime(FrameClient client, CompletionStage<R> answer) {
    Timer.Timeout timeout = process.schedule(REQUEST_TIMEOUT_MS, client::close);
    return answer.whenComplete((_, _) -> {
      boolean _ = timeout.cancel();
    });
  }

  /** Sends what is not answered. */
  public void tell(int broker, ApiMessage request, int version) {
    CompletionStage<FrameClient> _ =
        connection(broker)
            .whenComplete((client, failure) -> {
              if (failure == null) {
                client.sendOnly(request, (short) version);
              }
            });
  }

  private CompletableFuture<FrameClient> connection(int broker) {
    CompletableFuture<FrameClient> known = connections.get(broker);
    if (known != null && !isGone(known)) {
      return known;
    }
    String host = bootstrap.get(broker - 1).name();
    CompletableFuture<FrameClient> fresh =
        FrameClient.connect(transport, host, SimulatedMachine.PORT).toCompletableFuture();
    connections.put(broker, fresh);
    return fresh;
  }

  private static boolean isGone(CompletableFuture<FrameClient> connection) {
    return connection.isCompletedExceptionally()
        || (connection.isDone() && connection.join().isClosed());
  }

  /** Ends all connections. */
  public void disconnect() {
    for (CompletableFuture<FrameClient> connection : connections.values()) {
      if (!isGone(connection)) {
        CompletionStage<Void> _ = connection.thenAccept(FrameClient::close);
      }
    }
    connections.clear();
  }
}
