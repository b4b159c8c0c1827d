package io.ringmain.kernel.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.api.RequestContext;
import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.fetch.SliceRecords;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ApiVersionsRequest;
import io.ringmain.protocol.message.ApiVersionsResponse;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.HeartbeatResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
  private final List<RequestContext> begun = new ArrayList<>();
  private final RequestTable table =
      new RequestTable.Builder()
          .<ProduceRequest>serve(ApiKey.PRODUCE, (context, _) -> begun.add(context))
          .<FetchRequest>serve(ApiKey.FETCH, (context, _) -> begun.add(context))
          .<HeartbeatRequest>serve(ApiKey.HEARTBEAT, (context, _) -> begun.add(context))
          .<ApiVersionsRequest>serve(ApiKey.API_VERSIONS, (context, _) -> begun.add(context))
          .build();
  private final RecordedConnection connection = new RecordedConnection();
  private final ClientConnection client =
      new ClientConnection(
          connection, table, new SimulatedThreads(), new BrokerMetrics(), new DecodedElements());
  private final List<RecordedFrame> frames = new ArrayList<>();

  @AfterEach
  void everyFrameIsReleasedOnce() {
    if (!connection.closed) {
      connection.close();
    }
    client.onClosed(Optional.empty());
    begun.forEach(context -> context.respond(new HeartbeatResponse()));
    frames.forEach(frame -> assertEquals(1, frame.releases));
  }

  private void receive(ApiKey key, int version, int correlationId, ApiMessage body) {
    receive(RecordedFrame.of(key, version, correlationId, body));
  }

  private void receive(RecordedFrame frame) {
    frames.add(frame);
    client.onFrame(frame);
  }

  private void produce(int correlationId) {
    receive(ApiKey.PRODUCE, 9, correlationId, new ProduceRequest().acks((short) 1));
  }

  private void heartbeat(int correlationId) {
    receive(ApiKey.HEARTBEAT, 4, correlationId, new HeartbeatRequest());
  }

  @Test
  void aRequestThatWaitsIsToldOfOneBehindIt() {
    receive(ApiKey.FETCH, 12, 1, new FetchRequest());
    RequestContext fetch = begun.getFirst();
    List<Boolean> looks = new ArrayList<>();
    fetch.continueOnWake(() -> {
      looks.add(fetch.isWaitedFor());
      fetch.respond(new FetchResponse());
    });
    assertFalse(fetch.isWaitedFor());
    heartbeat(2);
    assertEquals(List.of(true), looks);
    assertEquals(2, begun.size());
    assertFalse(connection.paused);
    begun.get(1).respond(new HeartbeatResponse());
    client.onWake();
    assertEquals(List.of(1, 2), connection.correlationIds());
  }

  @Test
  void sendsResponsesInTheOrderOfTheRequests() {
    produce(1);
    produce(2);
    produce(3);
    assertEquals(3, begun.size());
    begun.get(2).finish(new ProduceResponse()).wake();
    client.onWake();
    begun.get(1).finish(new ProduceResponse()).wake();
    client.onWake();
    assertEquals(List.of(), connection.correlationIds());
    assertTrue(client.isBusy());
    begun.get(0).respond(new ProduceResponse());
    client.onWake();
    assertEquals(List.of(1, 2, 3), connection.correlationIds());
    assertFalse(client.isBusy());
  }

  @Test
  void anotherApiWaitsForProducesAndReadingPauses() {
    produce(1);
    heartbeat(2);
    assertEquals(1, begun.size());
    assertTrue(connection.paused);
    begun.get(0).respond(new ProduceResponse());
    client.onWake();
    assertEquals(2, begun.size());
    assertFalse(connection.paused);
    begun.get(1).respond(new HeartbeatResponse());
    client.onWake();
    assertEquals(List.of(1, 2), connection.correlationIds());
  }

  @Test
  void theFrameOfARequestThatWaitsLongIsLetGoBefore() {
    produce(1);
    begun.getFirst().releaseBytes();
    assertEquals(1, frames.getFirst().releases);
    begun.getFirst().respond(new ProduceResponse());
    client.onWake();
    assertEquals(List.of(1), connection.correlationIds());
  }

  @Test
  void producesThatAreNotAcknowledgedAreOnlySoMany() {
    for (int i = 0; i < 257; i++) {
      produce(i);
      begun.getLast().releaseBytes();
    }
    assertEquals(256, begun.size());
    assertTrue(connection.paused);
    begun.getFirst().respond(new ProduceResponse());
    client.onWake();
    assertEquals(257, begun.size());
  }

  @Test
  void aProduceWaitsForAnotherApi() {
    heartbeat(1);
    produce(2);
    assertEquals(1, begun.size());
    assertTrue(connection.paused);
  }

  @Test
  void closesOnAnUnknownApi() {
    receive(RecordedFrame.of(ApiKey.METADATA, 9, 1, ApiKey.METADATA.newRequest()));
    assertTrue(connection.closed);
    assertTrue(begun.isEmpty());
  }

  @Test
  void closesOnAVersionThatIsNotServed() {
    receive(RecordedFrame.withVersion(ApiKey.HEARTBEAT, 99));
    assertTrue(connection.closed);
  }

  @Test
  void closesOnAFrameTooShort() {
    receive(new RecordedFrame(new byte[5]));
    assertTrue(connection.closed);
  }

  @Test
  void closesOnABodyCutShort() {
    receive(RecordedFrame.of(ApiKey.HEARTBEAT, 4, 1, new HeartbeatRequest()).cutBy(3));
    assertTrue(connection.closed);
  }

  @Test
  void answersNewerApiVersionsInVersionZero() {
    receive(RecordedFrame.withVersion(ApiKey.API_VERSIONS, 99));
    assertFalse(connection.closed);
    ApiVersionsResponse answer = new ApiVersionsResponse();
    answer.read(connection.bodyOf(0), (short) 0);
    assertEquals(ErrorCode.UNSUPPORTED_VERSION.id(), answer.errorCode());
    assertEquals(ApiKey.API_VERSIONS.id(), answer.apiKeys().getFirst().apiKey());
  }

  @Test
  void releasesTheFrameWithoutAResponse() {
    produce(1);
    begun.get(0).finishWithoutResponse().wake();
    client.onWake();
    assertEquals(1, frames.get(0).releases);
    assertEquals(List.of(), connection.correlationIds());
  }

  @Test
  void aRefusalWithoutAcksClosesTheConnection() {
    produce(1);
    begun.get(0).closeConnection("refused");
    begun.get(0).finishWithoutResponse().wake();
    assertTrue(connection.closed);
  }

  @Test
  void aRequestOutlivesItsConnection() {
    produce(1);
    client.onClosed(Optional.empty());
    connection.closed = true;
    assertEquals(0, frames.get(0).releases, "a ring may still read it");
    assertTrue(begun.get(0).isAbandoned());
    begun.get(0).finish(new ProduceResponse()).wake();
    assertEquals(1, frames.get(0).releases);
  }

  @Test
  void closesWhileARequestWaitsForRoom() {
    produce(1);
    List<Boolean> abandoned = new ArrayList<>();
    RequestContext context = begun.get(0);
    context.continueOnWake(() -> abandoned.add(context.isAbandoned()));
    produce(2);
    assertEquals(1, begun.size(), "nothing starts meanwhile");
    client.onClosed(Optional.empty());
    assertEquals(List.of(true), abandoned);
    assertEquals(1, frames.get(1).releases);
  }

  @Test
  void closesSlicesOfAFetchThatNobodyHears() {
    StubLog log = new StubLog();
    log.append(Batches.plain(1));
    receive(ApiKey.FETCH, 12, 1, new FetchRequest());
    client.onClosed(Optional.empty());
    begun.get(0).respond(withSlice(log));
    assertEquals(0, log.openSlices());
  }

  @Test
  void closesSlicesOfAFetchFinishedButNotSent() {
    StubLog log = new StubLog();
    log.append(Batches.plain(1));
    receive(ApiKey.FETCH, 12, 1, new FetchRequest());
    begun.get(0).respond(withSlice(log));
    client.onClosed(Optional.empty());
    assertEquals(0, log.openSlices());
  }

  @Test
  void aResponseThatCannotBeEncodedLeaksNothing() {
    heartbeat(1);
    begun.get(0).respond(new UnencodableResponse());
    assertThrows(IllegalStateException.class, client::onWake);
    client.onClosed(Optional.empty());
    assertEquals(1, frames.get(0).releases);
  }

  private static FetchResponse withSlice(StubLog log) {
    FetchResponse response = new FetchResponse();
    FetchResponse.FetchableTopicResponse topic =
        new FetchResponse.FetchableTopicResponse().topic("topic");
    response.responses().add(topic);
    topic
        .partitions()
        .add(
            new FetchResponse.PartitionData()
                .records(new SliceRecords(log.read(0, 1_000, 1, true))));
    return response;
  }
}
