package io.ringmain.kernel.metadata;

import java.util.Locale;

/**
 * Where things lie in the coordination store. Names and numbers are plain text, so that a person
 * with a shell of the store can read them.
 *
 * <pre>
 *   /cluster/id                              {"version":"1","id":"…"}
 *   /brokers/ids/1                           ephemeral: endpoints, rack
 *   /controller                              ephemeral: who was elected
 *   /controller_epoch                        grows with each election; every write checks it
 *   /metadata/head                           sequence of the last node of the log
 *   /metadata/log/00000000000000000017       records, at most 512 KiB
 *   /metadata/snapshots                      sequence and chunks of the snapshot that counts
 *   /metadata/snapshots/00000000000000000012/00000   records, at most 512 KiB
 * </pre>
 */
public final class MetadataPaths {

  public static final String CLUSTER = "/cluster";
  public static final String CLUSTER_ID = "/cluster/id";
  public static final String BROKERS = "/brokers";
  public static final String BROKER_IDS = "/brokers/ids";
  public static final String CONTROLLER = "/controller";
  public static final String CONTROLLER_EPOCH = "/controller_epoch";
  public static final String METADATA = "/metadata";
  public static final String HEAD = "/metadata/head";
  public static final String LOG = "/metadata/log";
  public static final String SNAPSHOTS = "/metadata/snapshots";

  private MetadataPaths() {}

  /** A broker's registration. */
  public static String broker(int id) {
    return BROKER_IDS + "/" + id;
  }

  /** A node of the log. */
  public static String logNode(long sequence) {
    return LOG + "/" + sequenceName(sequence);
  }

  /** The parent of a snapshot's chunks. */
  public static String snapshot(long sequence) {
    return SNAPSHOTS + "/" + sequenceName(sequence);
  }

  /** A part of a snapshot. */
  public static String snapshotChunk(long sequence, int chunk) {
    return snapshot(sequence) + "/" + String.format(Locale.ROOT, "%05d", chunk);
  }

  /** Twenty digits, so that the order of names is that of sequences. */
  public static String sequenceName(long sequence) {
    return String.format(Locale.ROOT, "%020d", sequence);
  }
}
