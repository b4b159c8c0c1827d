package io.ringmain.testkit.world;

import io.ringmain.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.Map;

/**
 * A storage plugin that a broker of a simulation uses in the place of a {@link SimulatedDisk}.
 *
 * <p>What it completes must be complete on return, since a simulation has no other thread that it
 * could wait for.
 *
 * @param directory a real one, if the plugin needs one; created by the plugin
 * @param settings of the plugin, with its prefix, and of the broker that uses it
 */
public record RealStorage(StorageProvider provider, Path directory, Map<String, String> settings) {
  public RealStorage {
    settings = Map.copyOf(settings);
  }
}
