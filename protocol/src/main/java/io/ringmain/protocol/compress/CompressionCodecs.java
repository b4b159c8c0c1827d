package io.ringmain.protocol.compress;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.StringJoiner;

/**
 * The codecs this process has. Immutable, shared by all threads.
 *
 * <p>A missing one only matters to whoever must look inside a batch compressed with it: ask {@link
 * #has} first, or let {@link #codec} say which module to add.
 */
public final class CompressionCodecs {
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

  /** All codecs provided by the modules of this process. */
  public static CompressionCodecs load() {
    return new CompressionCodecs(
        ServiceLoader.load(CompressionCodec.class, CompressionCodecs.class.getClassLoader()));
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
