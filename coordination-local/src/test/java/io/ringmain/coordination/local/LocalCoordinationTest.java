package io.ringmain.coordination.local;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.coordination.CoordinationTck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/**
 * The metadata in a local file keeps the rules. When the last session of a test closes, the store
 * does: the next test opens it from its file.
 *
 * <p>Its sessions never expire, so what the suite wants to see of that is skipped.
 */
final class LocalCoordinationTest extends CoordinationTck {
  private static final FailingDisk DISK = new FailingDisk();
  private static final LocalCoordinationProvider PLUGIN = new LocalCoordinationProvider(DISK);
  private static final Path FOLDER = temporaryFolder();

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("local-coordination");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @AfterAll
  static void deleteFolder() throws IOException {
    for (Path file : List.of(FOLDER.resolve(".lock"), FOLDER.resolve("metadata.journal"), FOLDER)) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  protected CoordinationProvider provider() {
    return new CoordinationProvider() {
      @Override
      public String name() {
        return PLUGIN.name();
      }

      @Override
      public Coordination open(CoordinationContext context) {
        return PLUGIN.open(Opened.context(context.connect(), FOLDER));
      }
    };
  }

  @Override
  protected Optional<String> connectNowhere() {
    return Optional.of("127.0.0.1:2181");
  }

  /** The store finds out when it writes. */
  @Override
  protected boolean stopStore() {
    DISK.failing(true);
    try (Coordination session = PLUGIN.open(Opened.context("", FOLDER))) {
      Operation write = new Operation.Set("/", new byte[0], Operation.ANY_VERSION);
      Answers.get(session.commit(List.of(write)));
    } catch (UnknownOutcomeException expected) {
      return true;
    }
    return false;
  }

  @Override
  protected void startStore() {
    DISK.failing(false);
  }
}
