package io.ringmain.kernel.metadata;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which snapshot counts: the value of {@link MetadataPaths#SNAPSHOTS}.
 *
 * @param sequence of the last node of the log that is in the snapshot; 0 for no snapshot
 * @param chunks how many nodes it has
 * @param nextOffset number of the first record that is not in it
 */
public record SnapshotPointer(long sequence, int chunks, long nextOffset) {

  public static final SnapshotPointer NONE = new SnapshotPointer(0, 0, 0);

  static SnapshotPointer parse(byte[] value) {
    Map<String, Object> json = Json.parse(new String(value, StandardCharsets.UTF_8));
    return new SnapshotPointer(
        (Long) json.getOrDefault("sequence", 0L),
        ((Long) json.getOrDefault("chunks", 0L)).intValue(),
        (Long) json.getOrDefault("nextOffset", 0L));
  }

  public byte[] bytes() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", sequence);
    json.put("chunks", chunks);
    json.put("nextOffset", nextOffset);
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }
}
