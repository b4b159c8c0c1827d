package io.ringmain.coordination.local;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a journal's frames: what is written, and forced to the disk, at once.
 *
 * <pre>
 *   ┌────────┬────────┬────────┬─────────────────────────────────────────────────┐
 *   │ marker │ length │ CRC32C │ changes                                         │
 *   │ int    │ int    │ int    │ 'P' path version value │ 'R' path │ 'I' number  │
 *   └────────┴────────┴────────┴─────────────────────────────────────────────────┘
 *     path, value: length as int, then the bytes        version, number: long
 * </pre>
 *
 * <p>The CRC covers the frame's position in the file as well, so that a frame inside of a value is
 * not taken for one. Stateless.
 */
final class Frames {
  static final int HEADER_BYTES = 12;
  private static final int MARKER = 0x524d_4652;

  /** A frame that was found, and where it ends. */
  record Found(List<Change> changes, int end) {}

  private Frames() {}

  static ByteBuffer encode(long position, List<Change> changes) {
    byte[] payload = payload(changes);
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payload.length);
    frame.putInt(MARKER).putInt(payload.length).putInt(crc(position, payload, 0, payload.length));
    return frame.put(payload).flip();
  }

  private static byte[] payload(List<Change> changes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Change change : changes) {
        switch (change) {
          case Change.Put(String path, byte[] value, long version) -> {
            out.writeByte('P');
            write(out, path.getBytes(StandardCharsets.UTF_8));
            out.writeLong(version);
            write(out, value);
          }
          case Change.Remove(String path) -> {
            out.writeByte('R');
            write(out, path.getBytes(StandardCharsets.UTF_8));
          }
          case Change.Incarnation(long number) -> {
            out.writeByte('I');
            out.writeLong(number);
          }
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** The frame that begins at a position; nothing if none does that is whole. */
  static Optional<Found> decode(byte[] file, int position) {
    if (file.length - position < HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(file, position, file.length - position);
    int marker = in.getInt();
    int length = in.getInt();
    int crc = in.getInt();
    if (marker != MARKER
        || length < 0
        || length > in.remaining()
        || crc != crc(position, file, in.position(), length)) {
      return Optional.empty();
    }
    return Optional.of(new Found(changes(in.slice(in.position(), length)), in.position() + length));
  }

  private static List<Change> changes(ByteBuffer in) {
    List<Change> changes = new ArrayList<>();
    while (in.hasRemaining()) {
      byte kind = in.get();
      changes.add(
          switch (kind) {
            case 'P' -> {
              String path = path(in);
              long version = in.getLong();
              yield new Change.Put(path, bytes(in), version);
            }
            case 'R' -> new Change.Remove(path(in));
            case 'I' -> new Change.Incarnation(in.getLong());
            default ->
                throw new IllegalArgumentException(
                    "it has changes of a kind that this version does not know: " + kind);
          });
    }
    return changes;
  }

  private static String path(ByteBuffer in) {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  private static int crc(long position, byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, position));
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
