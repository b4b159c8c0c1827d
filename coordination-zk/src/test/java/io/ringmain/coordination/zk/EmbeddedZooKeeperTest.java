package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.answer;
import static io.ringmain.coordination.zk.Opened.bytes;
import static io.ringmain.coordination.zk.Opened.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ZooKeeper server inside the process. */
final class EmbeddedZooKeeperTest {
  @TempDir Path directory;

  @Test
  void keepsWhatWasCommittedOverARestart() {
    try (Coordination first = Opened.embedded(directory)) {
      answer(first.commit(List.of(new Operation.Create("/a", bytes("one")))));
      answer(first.commit(List.of(new Operation.Set("/a", bytes("two"), 0))));
    }
    try (Coordination second = Opened.embedded(directory)) {
      var entry = answer(second.read("/a")).orElseThrow();
      assertEquals("two", text(entry.value()));
      assertEquals(1, entry.version());
      assertEquals(Optional.empty(), answer(second.read("/b")));
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (Coordination first = Opened.embedded(directory)) {
      CoordinationException refused =
          assertThrows(CoordinationException.class, () -> Opened.embedded(directory));
      assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
      answer(first.commit(List.of(new Operation.Create("/a", bytes("one")))));
    }
  }
}
