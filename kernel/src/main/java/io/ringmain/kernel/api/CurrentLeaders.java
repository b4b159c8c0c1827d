package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.ProduceResponse;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Tells a client that asked the wrong broker which one leads, so that it need not ask for metadata
 * first (KIP-951). Made for one response; any thread.
 */
final class CurrentLeaders {
  private static final short FIRST_PRODUCE_VERSION = 10;
  private static final short FIRST_FETCH_VERSION = 16;

  private final MetadataImage image;
  private final String listener;
  private final Set<Integer> told = new TreeSet<>();

  private CurrentLeaders(MetadataImage image, String listener) {
    this.image = image;
    this.listener = listener;
  }

  /** Adds to a response the leaders of the partitions that are led elsewhere. */
  static void tell(ProduceResponse response, short version, MetadataImage image, String listener) {
    if (version < FIRST_PRODUCE_VERSION) {
      return;
    }
    CurrentLeaders leaders = new CurrentLeaders(image, listener);
    for (ProduceResponse.TopicProduceResponse topic : response.responses()) {
      for (ProduceResponse.PartitionProduceResponse answer : topic.partitionResponses()) {
        if (answer.errorCode() == ErrorCode.NOT_LEADER_OR_FOLLOWER.id()) {
          leaders
              .find(topic.name(), topic.topicId(), answer.index())
              .ifPresent(found ->
                  answer.currentLeader().leaderId(found.leader()).leaderEpoch(found.leaderEpoch()));
        }
      }
    }
    leaders.tellEndpoints((id, host, port, rack) ->
        response
            .nodeEndpoints()
            .add(new ProduceResponse.NodeEndpoint().nodeId(id).host(host).port(port).rack(rack)));
  }

  /** Adds to a response the leaders of the partitions that are led elsewhere. */
  static void tell(FetchResponse response, short version, MetadataImage image, String listener) {
    if (version < FIRST_FETCH_VERSION) {
      return;
    }
    CurrentLeaders leaders = new CurrentLeaders(image, listener);
    for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
      for (FetchResponse.PartitionData answer : topic.partitions()) {
        if (answer.errorCode() == ErrorCode.NOT_LEADER_OR_FOLLOWER.id()
            || answer.errorCode() == ErrorCode.FENCED_LEADER_EPOCH.id()) {
          leaders
              .find(topic.topic(), topic.topicId(), answer.partitionIndex())
              .ifPresent(found ->
                  answer.currentLeader().leaderId(found.leader()).leaderEpoch(found.leaderEpoch()));
        }
      }
    }
    leaders.tellEndpoints((id, host, port, rack) ->
        response
            .nodeEndpoints()
            .add(new FetchResponse.NodeEndpoint().nodeId(id).host(host).port(port).rack(rack)));
  }

  /** Adds a broker to the response, of whichever kind that is; a rack may be null there. */
  @FunctionalInterface
  private interface EndpointSink {
    void add(int brokerId, String host, int port, String rack);
  }

  private void tellEndpoints(EndpointSink sink) {
    for (int leader : told) {
      BrokerImage broker = image.broker(leader).orElseThrow();
      Endpoint endpoint = broker.endpoint(listener).orElseThrow();
      sink.add(leader, endpoint.host(), endpoint.port(), broker.rack().orElse(null));
    }
  }

  /** The partition, if its leader is one that the client can reach. */
  private Optional<PartitionImage> find(String name, UUID id, int number) {
    Optional<TopicImage> topic =
        name == null || name.isEmpty() ? image.topic(id) : image.topic(name);
    Optional<PartitionImage> partition =
        topic
            .flatMap(found -> found.partition(number))
            .filter(found -> isReachable(found.leader()));
    partition.ifPresent(found -> told.add(found.leader()));
    return partition;
  }

  private boolean isReachable(int leader) {
    return image
        .broker(leader)
        .filter(BrokerImage::alive)
        .flatMap(broker -> broker.endpoint(listener))
        .isPresent();
  }
}
