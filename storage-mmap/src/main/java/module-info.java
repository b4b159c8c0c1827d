/** Memory-mapped log segments. */
module io.ringmain.storage.mmap {
  requires io.ringmain.spi;
}
