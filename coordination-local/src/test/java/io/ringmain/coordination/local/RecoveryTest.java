package io.ringmain.coordination.local;

import static io.ringmain.coordination.local.Opened.bytes;
import static io.ringmain.testkit.tck.Answers.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves in the journal, and what a damaged disk does. */
final class RecoveryTest {
  private static final int HISTORY = 4;
  private static final int STEP_BYTES = 5;

  @TempDir Path folder;

  private Path journal() {
    return folder.resolve("metadata.journal");
  }

  /** The lengths of the file after each of a few commits, each with a pair of entries. */
  private List<Integer> commitPairs() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    try (Coordination session = Opened.in(folder)) {
      for (int number = 0; number < HISTORY; number++) {
        get(
            session.commit(
                List.of(
                    new Operation.Create("/a" + number, bytes("value " + number)),
                    new Operation.Create("/b" + number, bytes("value " + number)))));
        lengths.add((int) Files.size(journal()));
      }
    }
    return lengths;
  }

  @Test
  void commitIsThereWholeOrNotAtAllWhereverTheFileIsTorn() throws IOException {
    List<Integer> lengths = commitPairs();
    byte[] whole = Files.readAllBytes(journal());
    for (int length = whole.length; length >= lengths.getFirst(); length -= STEP_BYTES) {
      Files.write(journal(), Arrays.copyOf(whole, length));
      int torn = length;
      long expected = lengths.stream().filter(end -> end <= torn).count();
      assertHoldsPairs(expected, "torn at byte " + length);
    }
  }

  @Test
  void tornEndOfGarbageIsCutOff() throws IOException {
    commitPairs();
    byte[] whole = Files.readAllBytes(journal());
    byte[] garbage = Arrays.copyOf(whole, whole.length + 100);
    Arrays.fill(garbage, whole.length, garbage.length, (byte) 0x52);
    Files.write(journal(), garbage);
    assertHoldsPairs(HISTORY, "garbage at the end");
    assertHoldsPairs(HISTORY, "opened once more");
  }

  private void assertHoldsPairs(long count, String what) {
    try (Coordination session = Opened.in(folder)) {
      List<String> expected = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        expected.addAll(List.of("a" + number, "b" + number));
      }
      expected.sort(null);
      assertEquals(Optional.of(expected), get(session.children("/")), what);
      // And it takes more.
      get(session.commit(List.of(new Operation.Set("/", bytes(what), Operation.ANY_VERSION))));
    }
  }

  @Test
  void damageBeforeTheEndIsRefusedAndLeftAsItIs() throws IOException {
    List<Integer> lengths = commitPairs();
    byte[] damaged = Files.readAllBytes(journal());
    damaged[lengths.get(1) + 20] ^= 1;
    Files.write(journal(), damaged);
    CoordinationException refused =
        assertThrows(CoordinationException.class, () -> Opened.in(folder));
    assertTrue(
        refused.getMessage().contains("metadata.journal is damaged at byte " + lengths.get(1)),
        refused.getMessage());
    assertArrayEquals(damaged, Files.readAllBytes(journal()));
  }

  @Test
  void historyIsLeftBehindNowAndThen() throws IOException {
    long large = 100_000;
    try (Coordination session = Opened.in(folder)) {
      get(session.commit(List.of(new Operation.Create("/a", bytes("first")))));
      for (int number = 0; number < 100; number++) {
        byte[] value = new byte[(int) large];
        value[0] = (byte) number;
        get(session.commit(List.of(new Operation.Set("/a", value, Operation.ANY_VERSION))));
      }
    }
    assertTrue(Files.size(journal()) < 20 * large, "bytes: " + Files.size(journal()));
    try (Coordination session = Opened.in(folder)) {
      var entry = get(session.read("/a")).orElseThrow();
      assertEquals(99, entry.value()[0]);
      assertEquals(100, entry.version());
    }
  }

  @Test
  void ephemeralEntriesAndSessionsAreOfOneProcessOnly() {
    long before;
    try (Coordination session = Opened.in(folder)) {
      get(session.commit(List.of(new Operation.Create("/lasting", bytes("")))));
      get(session.commit(List.of(new Operation.CreateEphemeral("/mine", bytes("")))));
      before = ((SessionState.Connected) session.session()).sessionId();
    }
    try (Coordination session = Opened.in(folder)) {
      assertEquals(Optional.of(List.of("lasting")), get(session.children("/")));
      assertNotEquals(before, ((SessionState.Connected) session.session()).sessionId());
    }
  }

  @Test
  void folderOfAnotherStoreIsRefused() throws IOException {
    try (Coordination holder = Opened.in(folder)) {
      assertRefused("the folder is in use in this process");
      assertTrue(get(holder.children("/")).isPresent());
    }
    Files.createDirectory(folder.resolve("version-2"));
    assertRefused("the folder holds the data of a ZooKeeper server");
    Files.delete(folder.resolve("version-2"));
    Files.writeString(journal(), "something else");
    assertRefused("metadata.journal is not a journal of this plugin");
  }

  private void assertRefused(String reason) {
    CoordinationException refused =
        assertThrows(CoordinationException.class, () -> Opened.in(folder));
    assertTrue(refused.getMessage().startsWith(folder + ": " + reason), refused.getMessage());
  }
}
