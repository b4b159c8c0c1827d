package io.ringmain.protocol.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.StringJoiner;

/**
 * The codecs this process has: gzip, snappy and lz4, which need nothing but the JDK, and those that
 * optional modules provide as a service. Immutable, shared by all threads.
 *
 * <p>A missing one only matters to whoever must look inside a batch compressed with it: ask {@link
 * #has} first, or let {@link #codec} say which module to add.
 */
public final class CompressionCodecs {
  private static final List<CompressionCodec> BUILT_IN =
      List.of(new GzipCodec(), new SnappyCodec(), new Lz4Codec());

  private final CompressionCodec[] byId;

  private CompressionCodecs(Iterable<CompressionCodec> codecs) {
    byId = new CompressionCodec[CompressionType.values().length];
    for (CompressionCodec codec : codecs) {
      int id = codec.type().id();
      if (byId[id] != null) {
        throw new ServiceConfigurationError(
            "two codecs for %s: %s and %s; remove one of their modules"
                .formatted(
                    codec.type().configName(),
                    byId[id].getClass().getName(),
                    codec.getClass().getName()));
      }
      byId[id] = codec;
    }
  }

  /** The codecs of this module and all that the other modules of this process provide. */
  public static CompressionCodecs load() {
    List<CompressionCodec> codecs = new ArrayList<>(BUILT_IN);
    ServiceLoader.load(CompressionCodec.class, CompressionCodecs.class.getClassLoader())
        .forEach(codecs::add);
    return new CompressionCodecs(codecs);
  }

  /** The codecs of this module only. */
  public static CompressionCodecs builtIn() {
    return new CompressionCodecs(BUILT_IN);
  }

  /** Just these codecs. */
  public static CompressionCodecs of(Iterable<CompressionCodec> codecs) {
    return new CompressionCodecs(codecs);
  }

  /** Whether records of a type can be read and written; always true of {@code NONE}. */
  public boolean has(CompressionType type) {
    return type == CompressionType.NONE || byId[type.id()] != null;
  }

  /** The codec of a type. */
  public CompressionCodec codec(CompressionType type) {
    CompressionCodec codec = byId[type.id()];
    if (codec == null) {
      throw new MissingCodecException(
          "no codec for %s; present are %s. Add the module io.ringmain.protocol.codec.%s"
              .formatted(type.configName(), names(), type.configName()));
    }
    return codec;
  }

  private String names() {
    StringJoiner names = new StringJoiner(", ").setEmptyValue("none");
    for (CompressionCodec codec : byId) {
      if (codec != null) {
        names.add(codec.type().configName());
      }
    }
    return names.toString();
  }
}
