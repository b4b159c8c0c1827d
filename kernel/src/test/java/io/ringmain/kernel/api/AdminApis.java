package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.SimulatedBroker;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.metadata.DynamicBrokerConfig;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

/**
 * A broker alone in its cluster, and the handlers of what administrators ask, in one thread on
 * virtual time.
 */
abstract class AdminApis {

  final SimulatedThreads threads = new SimulatedThreads();
  final StubStore store = new StubStore(threads, 1);
  final SimulatedBroker broker = new SimulatedBroker(threads, store, 1, 1);
  final DynamicBrokerConfig config =
      new DynamicBrokerConfig(
          BrokerConfig.parse(Map.of("node.id", "1", "log.dirs", "/data", "num.partitions", "3")));

  /** Completes when the broker has opened its partitions. */
  CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);

  final ControllerCalls calls = new ControllerCalls(broker.controller, threads, () -> opened);

  final ControllerApis apis = new ControllerApis();
  final ControllerChannel channel =
      new ControllerChannel(
          threads.environment(9), broker.images::current, 1, apis, new NoOtherBrokers());
  final ForwardingHandler.Route route =
      new ForwardingHandler.Route(channel, broker.controller, () -> opened);
  final TopicCreator creator = new TopicCreator(channel, broker.controller, config);

  final <Q extends ApiMessage> ForwardingHandler<Q> forwarded(
      ApiKey key, ControllerHandler<Q> handler) {
    apis.serve(key, handler);
    return new ForwardingHandler<>(handler, route);
  }

  final RequestHandler<CreateTopicsRequest> createTopicsHandler() {
    return forwarded(ApiKey.CREATE_TOPICS, new CreateTopicsHandler(calls, config));
  }

  @BeforeEach
  void start() {
    createTopicsHandler();
    broker.images.addListener(config);
    threads.settle();
  }

  final <Q extends ApiMessage> ApiMessage ask(RequestHandler<Q> handler, Q request, int version) {
    RecordedRequest context = RecordedRequest.of(version);
    handler.handle(context, request);
    threads.settle();
    return context.answer(ApiMessage.class);
  }

  final CreateTopicsResponse createTopics(CreatableTopic... topics) {
    return createTopics(false, topics);
  }

  final CreateTopicsResponse createTopics(boolean validateOnly, CreatableTopic... topics) {
    return (CreateTopicsResponse)
        ask(
            createTopicsHandler(),
            new CreateTopicsRequest()
                .topics(List.of(topics))
                .timeoutMs(1000)
                .validateOnly(validateOnly),
            7);
  }

  static CreatableTopic topic(String name, int partitions, int replicationFactor) {
    return new CreatableTopic()
        .name(name)
        .numPartitions(partitions)
        .replicationFactor((short) replicationFactor);
  }

  static CreatableReplicaAssignment assigned(int partition, Integer... brokers) {
    return new CreatableReplicaAssignment().partitionIndex(partition).brokerIds(List.of(brokers));
  }
}
