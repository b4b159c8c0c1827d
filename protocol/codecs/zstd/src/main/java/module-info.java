/** Zstd for record batches; optional, because it brings a native library along. */
module io.ringmain.protocol.codec.zstd {
  requires io.ringmain.protocol;
  requires com.github.luben.zstd_jni;

  // Found by CompressionCodecs.load() when this module is in the image.
  provides io.ringmain.protocol.compress.CompressionCodec with
      io.ringmain.protocol.codec.zstd.ZstdCodec;
}
