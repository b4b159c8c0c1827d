/**
 * A storage plugin for Ringmain in plain files, written and read through file channels.
 *
 * <p>Exports nothing: the broker finds the provider by {@link java.util.ServiceLoader}.
 */
module org.example.storage.filechannel {
  requires io.ringmain.spi;

  // The face of the plugin, chosen by storage.provider=filechannel.
  provides io.ringmain.spi.storage.StorageProvider with
      org.example.storage.filechannel.FileChannelStorageProvider;
}
