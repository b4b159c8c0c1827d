package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.SimulatedBroker;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.AllocateProducerIdsRequest;
import io.ringmain.protocol.message.AllocateProducerIdsResponse;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.EnvelopeRequest;
import io.ringmain.protocol.message.EnvelopeResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What reaches the controller from brokers that are not it. */
class ForwardingTest {

  private final SimulatedThreads threads = new SimulatedThreads();
  private final StubStore store = new StubStore(threads, 1);
  private final Map<Integer, Node> nodes = new HashMap<>();

  /** Brokers that do not answer one another. */
  private boolean networkDown;

  private final Node one = new Node(1);
  private final Node two = new Node(2);

  /** A broker with the way to the controller. */
  private final class Node implements ControllerChannel.Remote {
    private final SimulatedBroker broker;
    private final ControllerApis apis = new ControllerApis();
    private final ControllerChannel channel;
    private final ForwardingHandler<CreateTopicsRequest> createTopics;
    private final RequestTable table;

    Node(int id) {
      broker = new SimulatedBroker(threads, store, id, 1);
      threads.settle();
      BrokerConfig config =
          BrokerConfig.parse(Map.of("node.id", Integer.toString(id), "log.dirs", "/data"));
      ControllerCalls calls =
          new ControllerCalls(
              broker.controller, threads, () -> CompletableFuture.completedFuture(null));
      CreateTopicsHandler creation = new CreateTopicsHandler(calls, () -> config);
      AllocateProducerIdsHandler producerIds = new AllocateProducerIdsHandler(broker.controller);
      apis.serve(ApiKey.CREATE_TOPICS, creation).serve(ApiKey.ALLOCATE_PRODUCER_IDS, producerIds);
      channel =
          new ControllerChannel(threads.environment(id), broker.images::current, id, apis, this);
      createTopics =
          new ForwardingHandler<>(
              creation,
              new ForwardingHandler.Route(
                  channel, broker.controller, () -> CompletableFuture.completedFuture(null)));
      table =
          new RequestTable.Builder()
              .serveBrokers(ApiKey.ENVELOPE, new EnvelopeHandler(apis))
              .serveBrokers(
                  ApiKey.ALLOCATE_PRODUCER_IDS, new BrokerRequestHandler<>(apis, producerIds))
              .build();
      nodes.put(id, this);
    }

    /** Sends what a connection would carry: bytes. */
    @Override
    public <R extends ApiMessage> CompletionStage<R> send(
        int brokerId, ApiMessage request, short version, Class<R> response) {
      if (networkDown) {
        return CompletableFuture.failedFuture(new IllegalStateException("out of reach"));
      }
      ApiMessage received = request.apiKey().newRequest();
      received.read(new Reader(ByteBufferWriter.encode(request, version)), version);
      RecordedRequest context = RecordedRequest.of(version);
      nodes.get(brokerId).table.find(request.apiKey().id()).handler().handle(context, received);
      threads.settle();
      ApiMessage answered = request.apiKey().newResponse();
      answered.read(
          new Reader(ByteBufferWriter.encode(context.answer(response), version)), version);
      return CompletableFuture.completedFuture(response.cast(answered));
    }
  }

  private static CreateTopicsRequest creation(String name) {
    return new CreateTopicsRequest()
        .topics(
            List.of(new CreatableTopic().name(name).numPartitions(1).replicationFactor((short) 1)))
        .timeoutMs(10_000);
  }

  private RecordedRequest create(Node at, String name) {
    RecordedRequest context = RecordedRequest.of(7);
    at.createTopics.handle(context, creation(name));
    return context;
  }

  private static short error(RecordedRequest request) {
    return request.answer(CreateTopicsResponse.class).topics().getFirst().errorCode();
  }

  @Test
  void anyBrokerCreatesATopicAndHasItWhenItAnswers() {
    RecordedRequest request = RecordedRequest.of(5);
    two.createTopics.handle(request, creation("orders"));
    assertTrue(threads.passUntil(request::isAnswered, 1_000));
    assertEquals(ErrorCode.NONE.id(), error(request));
    assertTrue(two.broker.image().topic("orders").isPresent());
  }

  @Test
  void whatTheControllerRefusesIsPassedOn() {
    threads.passUntil(create(two, "orders")::isAnswered, 1_000);
    RecordedRequest again = create(two, "orders");
    threads.passUntil(again::isAnswered, 1_000);
    assertEquals(ErrorCode.TOPIC_ALREADY_EXISTS.id(), error(again));
  }

  @Test
  void requestWaitsForTheNextController() {
    networkDown = true;
    RecordedRequest request = create(two, "orders");
    threads.pass(1_000);
    assertFalse(request.isAnswered());
    one.broker.session.close();
    assertTrue(threads.passUntil(request::isAnswered, 3_000));
    assertEquals(ErrorCode.NONE.id(), error(request));
    assertEquals(2, two.broker.image().controllerId());
  }

  @Test
  void requestThatReachesNobodyTimesOut() {
    networkDown = true;
    RecordedRequest request = create(two, "orders");
    threads.pass(11_000);
    assertEquals(ErrorCode.REQUEST_TIMED_OUT.id(), error(request));
  }

  @Test
  void brokerThatIsNotTheControllerSaysSoToBrokers() {
    RecordedRequest request = RecordedRequest.of(0);
    two.table
        .find(ApiKey.ALLOCATE_PRODUCER_IDS.id())
        .handler()
        .handle(request, new AllocateProducerIdsRequest());
    threads.settle();
    assertEquals(
        ErrorCode.NOT_CONTROLLER.id(),
        request.answer(AllocateProducerIdsResponse.class).errorCode());
    assertTrue(two.table.advertised().isEmpty());
  }

  @Test
  void envelopeOfSomethingUnknownIsRefused() {
    RecordedRequest request = RecordedRequest.of(0);
    EnvelopeRequest envelope =
        new EnvelopeRequest().requestData(ByteBuffer.wrap(new byte[] {99, 99, 0, 0}));
    one.table.find(ApiKey.ENVELOPE.id()).handler().handle(request, envelope);
    assertEquals(
        ErrorCode.UNSUPPORTED_VERSION.id(), request.answer(EnvelopeResponse.class).errorCode());
  }

  @Test
  void producerIdsAreGivenToTheRegistrationThatAsks() {
    long epoch = two.broker.image().broker(2).orElseThrow().brokerEpoch();
    AllocateProducerIdsRequest request =
        new AllocateProducerIdsRequest().brokerId(2).brokerEpoch(epoch);
    CompletionStage<AllocateProducerIdsResponse> first =
        two.channel.ask(request, 1_000, AllocateProducerIdsResponse.class);
    CompletionStage<AllocateProducerIdsResponse> stale =
        two.channel.ask(
            new AllocateProducerIdsRequest().brokerId(2).brokerEpoch(epoch - 1),
            1_000,
            AllocateProducerIdsResponse.class);
    threads.settle();
    assertEquals(1_000, first.toCompletableFuture().join().producerIdLen());
    assertEquals(ErrorCode.STALE_BROKER_EPOCH.id(), stale.toCompletableFuture().join().errorCode());
  }

  @Test
  void topicsNobodyAskedForAreCreatedThroughTheController() {
    BrokerConfig config =
        BrokerConfig.parse(
            Map.of("node.id", "2", "log.dirs", "/data", "offsets.topic.replication.factor", "3"));
    TopicCreator creator = new TopicCreator(two.channel, two.broker.controller, () -> config);
    CompletableFuture<?> created = creator.create("__consumer_offsets").toCompletableFuture();
    assertTrue(threads.passUntil(created::isDone, 1_000));
    assertEquals(
        2, two.broker.image().partition("__consumer_offsets", 0).orElseThrow().replicas().size());
  }
}
