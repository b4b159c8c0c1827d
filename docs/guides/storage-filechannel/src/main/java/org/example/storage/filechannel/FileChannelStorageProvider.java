package org.example.storage.filechannel;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import java.util.List;

/**
 * The face of the plugin: {@code storage.provider=filechannel}.
 *
 * <p>Called by the kernel on the thread that starts the broker.
 */
public final class FileChannelStorageProvider implements StorageProvider {
  static final String FLUSH = "flush";

  @Override
  public String name() {
    return "filechannel";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        new PluginSetting(
            FLUSH,
            "none",
            "none, batch",
            "Whether an acknowledgement waits until its records are on disk (batch) or not."));
  }

  @Override
  public Storage open(StorageContext context) {
    return FileChannelStorage.open(context);
  }
}
