package io.ringmain.protocol.oracle;

import io.ringmain.protocol.Varints;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.NullableSchema;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * Random bytes of a message, straight from Kafka's own description of its format.
 *
 * <p>Values lean to the borders: zero, minus one, empty, null, the lowest and highest. A sparse
 * message is mostly that, so that it can often be written in versions that lack some of its fields.
 */
public final class RandomBytes {
  private static final int CAPACITY = 1 << 17;
  private static final int FIRST_UNKNOWN_TAG = 1000;

  private final Random random;
  private final boolean sparse;
  private final boolean unknownTags;
  private ByteBuffer out = ByteBuffer.allocate(CAPACITY);

  private RandomBytes(Random random, boolean sparse, boolean unknownTags) {
    this.random = random;
    this.sparse = sparse;
    this.unknownTags = unknownTags;
  }

  public static ByteBuffer of(Schema schema, Random random) {
    return new RandomBytes(random, false, true).generate(schema);
  }

  public static ByteBuffer sparse(Schema schema, Random random) {
    return new RandomBytes(random, true, false).generate(schema);
  }

  private ByteBuffer generate(Schema schema) {
    struct(schema, 0);
    return ByteBuffer.wrap(Arrays.copyOf(out.array(), out.position()));
  }

  private void struct(Schema schema, int depth) {
    for (BoundField field : schema.fields()) {
      value(field.def.type, depth, false);
    }
  }

  private void value(Type type, int depth, boolean tagged) {
    if (type instanceof TaggedFields fields) {
      taggedFields(fields, depth);
    } else if (type.arrayElementType().isPresent()) {
      array(type, depth);
    } else if (type instanceof NullableSchema schema) {
      boolean isNull = chance(sparse ? 90 : 30);
      if (tagged) {
        Varints.writeUnsigned(out, isNull ? 0 : 1);
      } else {
        out.put((byte) (isNull ? -1 : 1));
      }
      if (!isNull) {
        struct(schema, depth + 1);
      }
    } else if (type instanceof Schema schema) {
      struct(schema, depth + 1);
    } else {
      primitive(type);
    }
  }

  private void primitive(Type type) {
    switch (type.toString()) {
      case "BOOLEAN" -> out.put((byte) (number() & 1));
      case "INT8" -> out.put((byte) number());
      case "INT16", "UINT16" -> out.putShort((short) number());
      case "INT32", "UINT32" -> out.putInt((int) number());
      case "INT64" -> out.putLong(number());
      case "FLOAT64" -> out.putDouble(sparse ? 0 : random.nextGaussian());
      case "UUID" -> out.putLong(number()).putLong(number());
      case "STRING" -> string(false);
      case "NULLABLE_STRING" -> string(true);
      case "COMPACT_STRING" -> compact(text(), false);
      case "COMPACT_NULLABLE_STRING" -> compact(text(), true);
      case "BYTES", "RECORDS" -> bytes(false);
      case "NULLABLE_BYTES", "NULLABLE_RECORDS" -> bytes(true);
      case "COMPACT_BYTES", "COMPACT_RECORDS" -> compact(content(), false);
      case "COMPACT_NULLABLE_BYTES", "COMPACT_NULLABLE_RECORDS" -> compact(content(), true);
      default -> throw new AssertionError("unknown type " + type);
    }
  }

  private void string(boolean nullable) {
    byte[] text = text();
    if (nullable && chance(30)) {
      out.putShort((short) -1);
    } else {
      out.putShort((short) text.length).put(text);
    }
  }

  private void bytes(boolean nullable) {
    byte[] content = content();
    if (nullable && chance(30)) {
      out.putInt(-1);
    } else {
      out.putInt(content.length).put(content);
    }
  }

  private void compact(byte[] content, boolean nullable) {
    if (nullable && chance(30)) {
      Varints.writeUnsigned(out, 0);
    } else {
      Varints.writeUnsigned(out, content.length + 1);
      out.put(content);
    }
  }

  private void array(Type type, int depth) {
    boolean compact = type instanceof CompactArrayOf;
    if (type.isNullable() && chance(30)) {
      count(-1, compact);
      return;
    }
    int most = sparse ? random.nextInt(10) / 9 : Math.max(1, 4 - depth);
    int count = most == 0 ? 0 : random.nextInt(most + 1);
    count(count, compact);
    for (int i = 0; i < count; i++) {
      value(type.arrayElementType().orElseThrow(), depth + 1, false);
    }
  }

  private void count(int count, boolean compact) {
    if (compact) {
      Varints.writeUnsigned(out, count + 1);
    } else {
      out.putInt(count);
    }
  }

  private void taggedFields(TaggedFields fields, int depth) {
    Map<Integer, Field> chosen = new TreeMap<>();
    fields
        .fields()
        .forEach((tag, field) -> {
          if (chance(sparse ? 20 : 60)) {
            chosen.put(tag, field);
          }
        });
    int unknown = unknownTags && chance(20) ? 1 + random.nextInt(2) : 0;
    Varints.writeUnsigned(out, chosen.size() + unknown);
    chosen.forEach((tag, field) -> {
      Varints.writeUnsigned(out, tag);
      sized(() -> value(field.type, depth + 1, true));
    });
    for (int i = 0; i < unknown; i++) {
      Varints.writeUnsigned(out, FIRST_UNKNOWN_TAG + i);
      sized(() -> out.put(content()));
    }
  }

  /** Writes in a buffer of its own first, because the size comes before. */
  private void sized(Runnable content) {
    ByteBuffer outer = out;
    out = ByteBuffer.allocate(CAPACITY);
    content.run();
    ByteBuffer inner = out.flip();
    out = outer;
    Varints.writeUnsigned(out, inner.remaining());
    out.put(inner);
  }

  private long number() {
    return switch (random.nextInt(sparse ? 20 : 7)) {
      case 0 -> random.nextLong();
      case 1 -> 1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      case 4 -> random.nextInt(1000);
      default -> random.nextInt(3) == 0 ? 0 : -1;
    };
  }

  private byte[] text() {
    if (chance(sparse ? 80 : 20)) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(chance(5) ? 300 : 20);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(20)) {
        case 0 -> text.append('é');
        case 1 -> text.append('中');
        case 2 -> text.appendCodePoint(0x1F600 + random.nextInt(16));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] content() {
    byte[] content = new byte[chance(sparse ? 80 : 20) ? 0 : random.nextInt(200)];
    random.nextBytes(content);
    return content;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
