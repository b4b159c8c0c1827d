/**
 * Storage in memory-mapped log segments, with Kafka's files on disk.
 *
 * <p>Exports nothing: the kernel finds the provider by {@link java.util.ServiceLoader}. Needs
 * {@code --enable-native-access=io.ringmain.storage.mmap} for {@code posix_fallocate}.
 */
module io.ringmain.storage.mmap {
  requires io.ringmain.spi;

  // The face of the plugin, chosen by storage.provider=mmap.
  provides io.ringmain.spi.storage.StorageProvider with
      io.ringmain.storage.mmap.MmapStorageProvider;
}
