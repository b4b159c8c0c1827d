package org.example.coordination.onefile;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The face of the plugin: {@code coordination.provider=onefile}.
 *
 * <p>Sessions of one file share its store, which is there as long as any of them is.
 */
public final class OneFileCoordinationProvider implements CoordinationProvider {
  static final String FILE = "file";

  private final Map<Path, Store> stores = new HashMap<>(); // guarded by this

  @Override
  public String name() {
    return "onefile";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        new PluginSetting(
            FILE, "", "a path, or nothing", "The file; by default one among the broker's data."));
  }

  @Override
  public Coordination open(CoordinationContext context) {
    if (!context.connect().isBlank()) {
      throw new CoordinationException(
          "onefile has no ensemble: zookeeper.connect=" + context.connect() + " must be left out");
    }
    String configured = context.settings().text(FILE).strip();
    Path file =
        configured.isEmpty()
            ? context.dataDirectory().resolve("coordination.journal")
            : Path.of(configured);
    return open(file.toAbsolutePath().normalize());
  }

  private synchronized Coordination open(Path file) {
    try {
      Store store = stores.get(file);
      if (store == null) {
        store = Store.open(file);
        stores.put(file, store);
      }
      Store its = store;
      return store.newSession(() -> closed(file, its));
    } catch (IOException e) {
      throw new CoordinationException("cannot use " + file + ": " + e.getMessage(), e);
    }
  }

  /** A session has ended. The last one closes the store. */
  private synchronized void closed(Path file, Store store) {
    if (store.isUnused()) {
      stores.remove(file);
      store.close();
    }
  }
}
