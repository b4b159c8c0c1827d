package io.ringmain.storage.mmap;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import java.util.List;

/** The face of this plugin, selected by {@code storage.provider=mmap}. */
public final class MmapStorageProvider implements StorageProvider {
  static final String FLUSH = "flush";
  static final String MAX_MAPPINGS = "max.mappings";
  static final String MAX_OPEN_FILES = "max.open.files";

  @Override
  public String name() {
    return "mmap";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        new PluginSetting(
            FLUSH,
            "none",
            "none or batch",
            "Whether an acknowledgement waits until the records are on disk: one flush for all"
                + " records of a batch of requests."),
        new PluginSetting(
            MAX_MAPPINGS,
            "30000",
            "a whole number from 100 to 1000000",
            "How many files may be mapped before those not in use are unmapped at once; well below"
                + " vm.max_map_count."),
        new PluginSetting(
            MAX_OPEN_FILES,
            "4000",
            "a whole number from 0 to 1000000",
            "How many segments may be open for sending from the file; the rest is sent from"
                + " memory."));
  }

  @Override
  public Storage open(StorageContext context) {
    return MmapStorage.open(context, Preallocation.ofPlatform());
  }
}
