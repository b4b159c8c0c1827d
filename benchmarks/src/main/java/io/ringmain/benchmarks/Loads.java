package io.ringmain.benchmarks;

import io.ringmain.benchmarks.ProduceLoad.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * The loads there are.
 *
 * <p>A batch of 64 KiB holds as many records as fit, its header included. With one connection five
 * requests are on their way at any time, the default of Kafka's producer.
 */
final class Loads {
  /** Starting and idling is measured as if it were a load. */
  static final String START = "start";

  /** On a cluster, acknowledged by all replicas. */
  static final String REPLICATED = "f";

  /** On a cluster, without any replication: what {@link #REPLICATED} is held against. */
  static final String UNREPLICATED = "g";

  /** Of a cluster. */
  static final int BROKERS = 3;

  static final List<String> NAMES = List.of(START, "a", "b", "c", "e", REPLICATED, UNREPLICATED);

  private static final int BATCH_BYTES = 64 * 1024;
  private static final int IN_FLIGHT = 5;
  private static final int ACKS_ALL = -1;

  private Loads() {}

  /** What the start of an image is called. */
  static String startOf(Path image) {
    return START + " of " + image.getFileName();
  }

  static Load of(String name, Size size) {
    boolean full = size == Size.FULL;
    return switch (name) {
      case "a" ->
          new ProduceLoad(
              name,
              "produce 100-byte records, 64 KiB batches, acks=1, 1 connection, 5 in flight",
              ProducedBatch.upTo(BATCH_BYTES, 100),
              1,
              Setting.SINGLE_BROKER,
              1,
              IN_FLIGHT,
              full ? 4_000_000 : 1_000_000,
              full ? 20_000_000 : 2_000_000);
      case "b" -> oneKibibyteRecords(name, full ? 256 * 1024 : 64 * 1024, kibibytes(full));
      case "c" ->
          new ProduceLoad(
              name,
              "produce one 250-byte record per request, acks=all, 8 connections, 5 in flight each",
              ProducedBatch.of(1, 250),
              ACKS_ALL,
              Setting.SINGLE_BROKER,
              8,
              IN_FLIGHT,
              full ? 300_000 : 80_000,
              full ? 600_000 : 80_000);
      case "e" ->
          new FetchLoad(
              name,
              "read "
                  + (full ? "1 GiB" : "256 MiB")
                  + " of 1 KiB records back, 1 MiB per fetch, 1 connection, 4 times over",
              oneKibibyteRecords(name, 0, kibibytes(full)),
              4);
      case REPLICATED ->
          clustered(name, full, ACKS_ALL, Setting.CLUSTER_THREE_REPLICAS, "acks=all, 3 replicas");
      case UNREPLICATED ->
          clustered(name, full, 1, Setting.CLUSTER_ONE_REPLICA, "acks=1, 1 replica");
      default -> throw new IllegalArgumentException("no load " + name + ", there are " + NAMES);
    };
  }

  private static ProduceLoad clustered(
      String name, boolean full, int acks, Setting setting, String how) {
    long kibibytes = full ? 512 * 1024 : 128 * 1024;
    return new ProduceLoad(
        name,
        "produce "
            + kibibytes / 1024
            + " MiB of 1 KiB records to a cluster of 3 brokers, 64 KiB batches, "
            + how
            + ", 3 partitions with a connection each, 5 in flight each",
        ProducedBatch.upTo(BATCH_BYTES, 1024),
        acks,
        setting,
        BROKERS,
        IN_FLIGHT,
        kibibytes / 4,
        kibibytes);
  }

  private static long kibibytes(boolean full) {
    return full ? 1024 * 1024 : 256 * 1024;
  }

  private static ProduceLoad oneKibibyteRecords(String name, long warmUp, long measured) {
    return new ProduceLoad(
        name,
        "produce "
            + (measured == 1024 * 1024 ? "1 GiB" : measured / 1024 + " MiB")
            + " of 1 KiB records, 64 KiB batches, acks=1, 1 connection, 5 in flight",
        ProducedBatch.upTo(BATCH_BYTES, 1024),
        1,
        Setting.SINGLE_BROKER,
        1,
        IN_FLIGHT,
        warmUp,
        measured);
  }

  /** How much of a load there is: little for trying out, enough for a record. */
  enum Size {
    SMALL,
    FULL
  }
}
