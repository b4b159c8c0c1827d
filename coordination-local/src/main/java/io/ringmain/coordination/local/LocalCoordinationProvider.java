package io.ringmain.coordination.local;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The coordination plugin {@code local}: for a broker that is a cluster by itself.
 *
 * <p>Sessions that are opened on the same folder share its store. Any thread.
 */
public final class LocalCoordinationProvider implements CoordinationProvider {
  private final WriteGuard guard;
  private final Map<Path, LocalStore> stores = new HashMap<>();

  /** What the service loader calls. */
  public LocalCoordinationProvider() {
    this(WriteGuard.NONE);
  }

  LocalCoordinationProvider(WriteGuard guard) {
    this.guard = guard;
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Coordination open(CoordinationContext context) {
    if (!context.connect().isEmpty()) {
      throw new CoordinationException(
          "zookeeper.connect="
              + context.connect()
              + ": this coordination is for a single broker and reaches no ensemble; take the key"
              + " away, or choose another coordination.provider");
    }
    Path folder = context.dataDirectory().toAbsolutePath().normalize();
    try {
      return open(folder);
    } catch (IOException failed) {
      throw new CoordinationException(folder + ": " + failed.getMessage(), failed);
    }
  }

  private synchronized Coordination open(Path folder) throws IOException {
    LocalStore store = stores.get(folder);
    if (store != null) {
      Optional<LocalCoordination> shared = store.newSession();
      if (shared.isPresent()) {
        return shared.get();
      }
      store.awaitEnd();
    }
    LocalStore opened = LocalStore.open(folder, guard);
    stores.put(folder, opened);
    return opened.newSession().orElseThrow();
  }
}
