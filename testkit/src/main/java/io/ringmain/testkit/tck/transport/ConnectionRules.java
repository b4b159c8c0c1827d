package io.ringmain.testkit.tck.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.Transport;
import io.ringmain.testkit.tck.Leftovers;
import io.ringmain.testkit.tck.Recorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** T2 to T4, T7, T8, T10 and T14: how connections come, live and go. */
abstract class ConnectionRules extends TransportCase {

  @Test
  void t2_portInUseIsRefusedByName() {
    Transport transport = open();
    BoundListener first = bind(transport, config(0, 10));
    assertNotEquals(0, first.port());
    IOException refused =
        assertThrows(IOException.class, () -> transport.bind(config(first.port(), 10)));
    assertTrue(refused.getMessage().contains("" + first.port()), refused.getMessage());
    first.close();
    first.close();
    bind(transport, config(first.port(), 10));
  }

  @Test
  void t3_closeEndsEverythingAndIsIdempotent() throws InterruptedException {
    connected(); // What is started once and for all is there now.
    closeWhatWasOpened();
    Leftovers leftovers = Leftovers.since();
    Transport client = open();
    Transport server = open();
    Ends ends = connected(client, server);
    server.close();
    server.close();
    assertEquals(1, ends.server().events.soFar().stream().filter("closed"::equals).count());
    client.close();
    assertTrue(ends.client().events.soFar().contains("closed"));
    assertEquals(List.of(), leftovers.threads(this::isThreadOfTransport));
  }

  @Test
  void t4_connectionBelongsToOneThread() {
    Ends ends = connected();
    for (int i = 0; i < 20; i++) {
      ends.client().send(pattern(10, i));
      ends.server().send(pattern(10, i));
    }
    for (RecordingEnd end : List.of(ends.client(), ends.server())) {
      end.frames.awaitMoreThan(19);
      end.events.awaitOne("drained"::equals);
    }
    ends.client().connection().close();
    for (RecordingEnd end : List.of(ends.client(), ends.server())) {
      end.closed.awaitMoreThan(0);
      Set<Thread> threads = new HashSet<>(end.threads.soFar());
      assertEquals(1, threads.size(), threads::toString);
    }
  }

  @Test
  void t4_closedConnectionDoesNothing() {
    Ends ends = connected();
    RecordingEnd client = ends.client();
    StubSlice slice = new StubSlice(pattern(4, 1));
    client.run(() -> client.onFrame(_ -> {}));
    client.connection().close();
    client.closed.awaitMoreThan(0);
    int events = client.events.count();
    client.connection().wake();
    client.connection().close();
    client.connection().send(List.of(new FramePart.Slice(slice)));
    client.connection().resumeReading();
    client.connection().pauseReading();
    client.connection().closeAfterSend();
    slice.closed.awaitMoreThan(0);
    ends.server().closed.awaitMoreThan(0);
    assertEquals(events, client.events.count());
  }

  @Test
  void t7_callbackBeginsAfterTheLatestWake() {
    RecordingEnd client = connected().client();
    Recorder<Integer> asked = new Recorder<>();
    client.run(() -> {
      // Within a callback: another one must follow.
      asked.tell(client.events.count());
      client.connection().wake();
    });
    client.events.await(events ->
        Collections.frequency(events.subList(asked.soFar().getFirst(), events.size()), "wake") > 0);
    for (int i = 0; i < 200; i++) {
      int before = client.events.count();
      client.connection().wake();
      client.events.await(events -> events.subList(before, events.size()).contains("wake"));
    }
  }

  @Test
  void t8_failingCallbackClosesItsOwnConnectionOnly() {
    Transport client = open();
    Transport server = open();
    Recorder<RecordingEnd> accepted = new Recorder<>();
    BoundListener listener = listen(server, accepted);
    RecordingEnd first = connect(client, listener.port());
    accepted.awaitMoreThan(0);
    RecordingEnd second = connect(client, listener.port());
    accepted.awaitMoreThan(1);
    RecordingEnd failing = accepted.soFar().getFirst();
    failing.onFrame(_ -> {
      throw new IllegalStateException("thrown by a test");
    });
    first.send(pattern(10, 1));
    failing.closed.awaitMoreThan(0);
    first.closed.awaitMoreThan(0);
    second.send(pattern(10, 2));
    accepted.soFar().get(1).frames.awaitMoreThan(0);
    assertEquals(0, second.closed.count());
  }

  @Test
  void t10_endIsToldOnceAndLast() {
    Ends ends = connected();
    ends.client().send(pattern(10, 1));
    ends.server().frames.awaitMoreThan(0);
    ends.client().connection().close();
    ends.client().connection().close();
    for (RecordingEnd end : List.of(ends.client(), ends.server())) {
      end.closed.awaitMoreThan(0);
      assertEquals(Optional.empty(), end.closed.soFar().getFirst());
    }
    closeWhatWasOpened();
    for (RecordingEnd end : List.of(ends.client(), ends.server())) {
      List<String> events = end.events.soFar();
      assertEquals(1, Collections.frequency(events, "closed"), events::toString);
      assertEquals("closed", events.getLast());
    }
  }

  @Test
  void t10_frameThatIsTooLongIsTheCauseOfTheEnd() {
    Transport server = open(1_000, MUCH_MEMORY);
    Ends ends = connected(open(), server);
    ends.client().send(pattern(1_000, 1));
    ends.server().frames.awaitMoreThan(0);
    assertArrayEquals(pattern(1_000, 1), ends.server().frames.soFar().getFirst());
    ends.client().connection().wake();
    ends.client()
        .run(() ->
            ends.client()
                .connection()
                .send(List.of(new FramePart.Buffer(ByteBuffer.wrap(pattern(1_001, 2))))));
    ends.server().closed.awaitMoreThan(0);
    assertTrue(ends.server().closed.soFar().getFirst().isPresent());
    assertEquals(1, ends.server().frames.count());
  }

  @Test
  void t14_connectionsBeyondTheLimitAreClosedAtOnce() {
    Transport client = open();
    Transport server = open();
    Recorder<RecordingEnd> accepted = new Recorder<>();
    BoundListener listener = bind(server, config(0, 1));
    accept(listener, accepted);
    RecordingEnd first = connect(client, listener.port());
    accepted.awaitMoreThan(0);
    refusedOrClosed(client, listener.port());
    first.send(pattern(10, 1));
    accepted.soFar().getFirst().frames.awaitMoreThan(0);
    assertEquals(1, accepted.count());
  }

  /** By TLS, one that is closed at once is never made. */
  private void refusedOrClosed(Transport client, int port) {
    RecordingEnd second;
    try {
      second = connect(client, port);
    } catch (RuntimeException | AssertionError neverMade) {
      return;
    }
    second.closed.awaitMoreThan(0);
  }
}
