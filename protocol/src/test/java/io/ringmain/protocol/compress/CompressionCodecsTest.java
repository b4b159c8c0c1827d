package io.ringmain.protocol.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class CompressionCodecsTest {
  @Test
  void findsTheCodecsOfThisModule() {
    CompressionCodecs codecs = CompressionCodecs.load();
    assertEquals(GzipCodec.class, codecs.codec(CompressionType.GZIP).getClass());
    assertEquals(SnappyCodec.class, codecs.codec(CompressionType.SNAPPY).getClass());
    assertEquals(Lz4Codec.class, codecs.codec(CompressionType.LZ4).getClass());
    assertTrue(codecs.has(CompressionType.NONE));
  }

  @Test
  void namesTheModuleOfAMissingCodec() {
    CompressionCodecs codecs = CompressionCodecs.of(List.of(new GzipCodec()));
    assertFalse(codecs.has(CompressionType.ZSTD));
    MissingCodecException e =
        assertThrows(MissingCodecException.class, () -> codecs.codec(CompressionType.ZSTD));
    assertEquals(
        "no codec for zstd; present are gzip. Add the module io.ringmain.protocol.codec.zstd",
        e.getMessage());
  }

  @Test
  void refusesTwoCodecsOfOneType() {
    List<CompressionCodec> two = List.of(new Lz4Codec(), new Lz4Codec());
    assertThrows(ServiceConfigurationError.class, () -> CompressionCodecs.of(two));
  }

  @Test
  void namesAndIdsAreKafkas() {
    for (CompressionType type : CompressionType.values()) {
      assertEquals(type, CompressionType.forId(type.id()));
      assertEquals(Optional.of(type), CompressionType.forConfigName(type.configName()));
    }
    assertEquals(Optional.empty(), CompressionType.forConfigName("producer"));
    assertThrows(IllegalArgumentException.class, () -> CompressionType.forId(5));
  }
}
