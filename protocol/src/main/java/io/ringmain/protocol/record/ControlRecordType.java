package io.ringmain.protocol.record;

import java.nio.ByteBuffer;

/**
 * What a control record says: the int16 after the int16 version in its key.
 *
 * <pre>
 *   key    version int16 = 0 | type int16
 *   value  of ABORT and COMMIT: version int16 = 0 | coordinator epoch int32
 * </pre>
 */
public enum ControlRecordType {
  ABORT(0),
  COMMIT(1),
  LEADER_CHANGE(2),
  SNAPSHOT_HEADER(3),
  SNAPSHOT_FOOTER(4),
  KRAFT_VERSION(5),
  KRAFT_VOTERS(6),
  /** A type of a later version; readers step over it. */
  UNKNOWN(-1);

  static final int KEY_BYTES = 4;
  static final short CURRENT_VERSION = 0;
  private static final ControlRecordType[] BY_ID = values();
  private static final int UNKNOWN_AT = BY_ID.length - 1;

  private final short id;

  ControlRecordType(int id) {
    this.id = (short) id;
  }

  public short id() {
    return id;
  }

  /** The key of a control record of this type, ready to read. */
  public ByteBuffer key() {
    return ByteBuffer.allocate(KEY_BYTES).putShort(CURRENT_VERSION).putShort(id).flip();
  }

  /** The type in a control record's key, whose position is not moved. */
  public static ControlRecordType of(ByteBuffer key) {
    if (key.remaining() < KEY_BYTES) {
      throw new InvalidRecordsException(
          BatchFault.INVALID_RECORD,
          "a control record's key has " + key.remaining() + " bytes, at least 4 are needed");
    }
    short id = key.getShort(key.position() + Short.BYTES);
    return id >= 0 && id < UNKNOWN_AT ? BY_ID[id] : UNKNOWN;
  }
}
