package io.ringmain.testkit.tck.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Proves a transport plugin: every numbered rule of the transport contract that can be seen from
 * the two ends of its connections, and, by random exchanges, that frames arrive as they were sent.
 *
 * <p>The author of a plugin extends it in a test class, and implements {@link #provider}. A plugin
 * that can encrypt has a second one with {@link #listenerTls} and {@link #connectTls}.
 */
public abstract class TransportTck extends FrameRules {

  /** Rules that no test can prove from outside, with the reason. */
  public static final Map<String, String> NOT_TESTABLE =
      Map.of(
          "T1",
          "there is no context with which every transport must fail to open: a plugin's own tests"
              + " know what its settings do not allow",
          "T15",
          "a transport may leave it out, as those in memory do: the own tests of one that has it"
              + " prove it",
          "T16",
          "a transport may leave it out, and its threads are its own affair: its own tests prove"
              + " it");

  /** For the test class that extends it. */
  protected TransportTck() {}

  /** Something that the client, or the server, does. */
  sealed interface Step {
    record Send(boolean client, int sizeBytes) implements Step {}

    record Pause(boolean client) implements Step {}

    record Resume(boolean client) implements Step {}
  }

  /** Whatever is sent while either side stops and goes on reading arrives, in order. */
  @Property
  void framesArriveAsTheyWereSent(@ForAll("exchanges") List<Step> steps) {
    Ends ends = connected();
    try {
      List<byte[]> toServer = new ArrayList<>();
      List<byte[]> toClient = new ArrayList<>();
      for (Step step : steps) {
        switch (step) {
          case Step.Send(boolean client, int sizeBytes) -> {
            byte[] frame = pattern(sizeBytes, toServer.size() + 3 * toClient.size());
            (client ? toServer : toClient).add(frame);
            end(ends, client).send(frame);
          }
          case Step.Pause(boolean client) -> {
            RecordingEnd end = end(ends, client);
            end.run(() -> end.connection().pauseReading());
          }
          case Step.Resume(boolean client) -> resume(end(ends, client));
        }
      }
      resume(ends.client());
      resume(ends.server());
      assertArrived(toServer, ends.server());
      assertArrived(toClient, ends.client());
    } finally {
      closeWhatWasOpened();
    }
  }

  private static RecordingEnd end(Ends ends, boolean client) {
    return client ? ends.client() : ends.server();
  }

  private static void resume(RecordingEnd end) {
    end.run(() -> end.connection().resumeReading());
  }

  private static void assertArrived(List<byte[]> sent, RecordingEnd receiver) {
    receiver.frames.await(frames -> frames.size() >= sent.size());
    assertArrayEquals(sent.toArray(), receiver.frames.soFar().toArray());
  }

  /** Whatever the two ends can do, in any order. */
  @Provide
  Arbitrary<List<Step>> exchanges() {
    Arbitrary<Boolean> client = Arbitraries.of(true, false);
    Arbitrary<Integer> size =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 300), Arbitraries.integers().between(1, 150_000));
    Arbitrary<Step> send = client.flatMap(who -> size.map(bytes -> new Step.Send(who, bytes)));
    Arbitrary<Step> pause = client.map(Step.Pause::new);
    Arbitrary<Step> resume = client.map(Step.Resume::new);
    return Arbitraries.frequencyOf(Tuple.of(6, send), Tuple.of(1, pause), Tuple.of(1, resume))
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }
}
