package io.ringmain.kernel;

import io.ringmain.kernel.api.AllocateProducerIdsHandler;
import io.ringmain.kernel.api.AlterConfigsHandler;
import io.ringmain.kernel.api.AlterPartitionHandler;
import io.ringmain.kernel.api.AlterPartitionReassignmentsHandler;
import io.ringmain.kernel.api.AssignReplicasToDirsHandler;
import io.ringmain.kernel.api.BrokerHeartbeatHandler;
import io.ringmain.kernel.api.BrokerRequestHandler;
import io.ringmain.kernel.api.ControllerApis;
import io.ringmain.kernel.api.ControllerCalls;
import io.ringmain.kernel.api.ControllerHandler;
import io.ringmain.kernel.api.CreatePartitionsHandler;
import io.ringmain.kernel.api.CreateTopicsHandler;
import io.ringmain.kernel.api.DeleteTopicsHandler;
import io.ringmain.kernel.api.ElectLeadersHandler;
import io.ringmain.kernel.api.EnvelopeHandler;
import io.ringmain.kernel.api.ForwardingHandler;
import io.ringmain.kernel.api.IncrementalAlterConfigsHandler;
import io.ringmain.kernel.api.ListPartitionReassignmentsHandler;
import io.ringmain.kernel.api.LoggersFirstHandler;
import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.api.UnregisterBrokerHandler;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.peer.Peers;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.AllocateProducerIdsRequest;
import io.ringmain.protocol.message.AllocateProducerIdsResponse;
import io.ringmain.protocol.message.EnvelopeRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What of the controller every broker serves: its APIs to other brokers, who take this one for the
 * controller, and to clients, whose requests go to whoever is it.
 */
final class ServedMetadata implements AutoCloseable {
  private final Environment environment;
  private final Supplier<BrokerConfig> config;
  private final Controller controller;
  private final ControllerApis apis = new ControllerApis();
  private final ControllerChannel channel;
  private final ControllerChannel heartbeatChannel;
  private final ControllerCalls calls;
  private final ForwardingHandler.Route route;

  /** Clients' requests keep out of the way of the others. */
  private record Lanes(PeerLanes peers) implements ControllerChannel.Remote {
    @Override
    public <R extends ApiMessage> CompletionStage<R> send(
        int brokerId, ApiMessage request, short version, Class<R> response) {
      Peers lane = request instanceof EnvelopeRequest ? peers.forwarding() : peers.replication();
      return lane.send(brokerId, request, version, response);
    }
  }

  /**
   * @param opened completes when this broker has opened all partitions that the image gives it
   */
  ServedMetadata(
      Environment environment,
      Supplier<BrokerConfig> config,
      Controller controller,
      PeerLanes peers,
      Supplier<CompletableFuture<Void>> opened) {
    this.environment = environment;
    this.config = config;
    this.controller = controller;
    this.channel =
        new ControllerChannel(
            environment, controller::image, config.get().nodeId(), apis, new Lanes(peers));
    this.heartbeatChannel =
        new ControllerChannel(
            environment, controller::image, config.get().nodeId(), apis, peers.heartbeats()::send);
    this.calls = new ControllerCalls(controller, environment.timer(), opened);
    this.route = new ForwardingHandler.Route(channel, controller, opened);
  }

  /** The way to the controller. */
  ControllerChannel channel() {
    return channel;
  }

  /** The way to the controller that no other request stands in. */
  ControllerChannel heartbeatChannel() {
    return heartbeatChannel;
  }

  TopicCreator topicCreator() {
    return new TopicCreator(channel, controller, config);
  }

  /** The next producer ids for this broker. */
  CompletionStage<AllocateProducerIdsResponse> allocateProducerIds() {
    int self = config.get().nodeId();
    long brokerEpoch =
        controller.image().broker(self).map(broker -> broker.brokerEpoch()).orElse(-1L);
    return channel.ask(
        new AllocateProducerIdsRequest().brokerId(self).brokerEpoch(brokerEpoch),
        ControllerHandler.DEFAULT_TIMEOUT_MS,
        AllocateProducerIdsResponse.class);
  }

  /** Nobody waits for the controller any more. */
  @Override
  public void close() {
    channel.close();
    heartbeatChannel.close();
  }

  void serve(RequestTable.Builder table) {
    forBrokers(table, ApiKey.ALTER_PARTITION, new AlterPartitionHandler(controller, config));
    forBrokers(table, ApiKey.ALLOCATE_PRODUCER_IDS, new AllocateProducerIdsHandler(controller));
    forBrokers(table, ApiKey.BROKER_HEARTBEAT, new BrokerHeartbeatHandler(controller));
    forBrokers(
        table, ApiKey.ASSIGN_REPLICAS_TO_DIRS, new AssignReplicasToDirsHandler(controller, config));
    table.serveBrokers(ApiKey.ENVELOPE, new EnvelopeHandler(apis));
    forClients(table, ApiKey.CREATE_TOPICS, new CreateTopicsHandler(calls, config));
    forClients(table, ApiKey.DELETE_TOPICS, new DeleteTopicsHandler(calls, config));
    forClients(table, ApiKey.CREATE_PARTITIONS, new CreatePartitionsHandler(calls));
    forClients(table, ApiKey.ALTER_CONFIGS, new AlterConfigsHandler(calls, config));
    forClients(table, ApiKey.ELECT_LEADERS, new ElectLeadersHandler(calls, config));
    forClients(
        table,
        ApiKey.ALTER_PARTITION_REASSIGNMENTS,
        new AlterPartitionReassignmentsHandler(calls, config));
    forClients(
        table, ApiKey.LIST_PARTITION_REASSIGNMENTS, new ListPartitionReassignmentsHandler(calls));
    forClients(table, ApiKey.UNREGISTER_BROKER, new UnregisterBrokerHandler(controller));
    serveIncrementalAlterConfigs(table);
  }

  private void serveIncrementalAlterConfigs(RequestTable.Builder table) {
    ControllerHandler<IncrementalAlterConfigsRequest> handler =
        new IncrementalAlterConfigsHandler(calls, config);
    apis.serve(ApiKey.INCREMENTAL_ALTER_CONFIGS, handler);
    table.serve(
        ApiKey.INCREMENTAL_ALTER_CONFIGS,
        new LoggersFirstHandler(
            new ForwardingHandler<>(handler, route),
            environment.logLevels(),
            config.get().nodeId()));
  }

  private <Q extends ApiMessage> void forBrokers(
      RequestTable.Builder table, ApiKey key, ControllerHandler<Q> handler) {
    apis.serve(key, handler);
    table.serveBrokers(key, new BrokerRequestHandler<>(apis, handler));
  }

  private <Q extends ApiMessage> void forClients(
      RequestTable.Builder table, ApiKey key, ControllerHandler<Q> handler) {
    apis.serve(key, handler);
    table.serve(key, new ForwardingHandler<>(handler, route));
  }
}
