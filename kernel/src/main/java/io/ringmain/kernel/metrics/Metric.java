package io.ringmain.kernel.metrics;

/**
 * Everything the broker counts and measures, described once.
 *
 * <p>Where Kafka has a metric of the same meaning, its name stands in the description.
 */
public enum Metric {
  /** Records appended as leader. */
  MESSAGES_IN(
      Kind.COUNTER, "messages.in", "", "Records appended as leader (Kafka: MessagesInPerSec)."),
  /** Bytes appended as leader. */
  BYTES_IN(
      Kind.COUNTER,
      "bytes.in",
      "",
      "Bytes of record batches appended as leader (Kafka: BytesInPerSec)."),
  /** Bytes handed to consumers. */
  BYTES_OUT(
      Kind.COUNTER,
      "bytes.out",
      "",
      "Bytes of record batches sent in fetch responses (Kafka: BytesOutPerSec)."),
  /** Partitions refused in produce requests. */
  FAILED_PRODUCE_PARTITIONS(
      Kind.COUNTER,
      "failed.produce.partitions",
      "",
      "Partitions answered with an error in produce responses (Kafka:"
          + " FailedProduceRequestsPerSec)."),
  /** Partitions refused in fetch requests. */
  FAILED_FETCH_PARTITIONS(
      Kind.COUNTER,
      "failed.fetch.partitions",
      "",
      "Partitions answered with an error in fetch responses (Kafka: FailedFetchRequestsPerSec)."),
  /** Group commits: batches of ring events that were appended together. */
  RING_BATCHES(
      Kind.COUNTER, "ring.batches", "", "Batches of requests that a ring took up together."),
  /** Times that reading stopped. */
  BACK_PRESSURE(
      Kind.COUNTER,
      "back.pressure",
      "",
      "Times the broker stopped reading from a connection because a bound was reached."),
  /** Frames that made no sense. */
  MALFORMED_FRAMES(
      Kind.COUNTER, "malformed.frames", "", "Connections closed because of a malformed request."),
  /** Connections accepted. */
  CONNECTIONS_ACCEPTED(Kind.COUNTER, "connections.accepted", "", "Connections accepted."),
  /** Connections closed. */
  CONNECTIONS_CLOSED(Kind.COUNTER, "connections.closed", "", "Connections closed, by whomever."),
  /** Requests by API. */
  REQUESTS(Kind.API_COUNTER, "requests", "", "Requests received, by API (Kafka: RequestsPerSec)."),
  /** Errors by API. */
  REQUEST_ERRORS(
      Kind.API_COUNTER,
      "request.errors",
      "",
      "Requests that failed inside the broker, by API (Kafka: ErrorsPerSec)."),
  /** From a produce request's arrival to its response. */
  PRODUCE_LATENCY(
      Kind.HISTOGRAM,
      "produce.latency",
      "seconds",
      "From a produce request's arrival to its response (Kafka: TotalTimeMs)."),
  /** From a fetch request's arrival to its response. */
  FETCH_LATENCY(
      Kind.HISTOGRAM,
      "fetch.latency",
      "seconds",
      "From a fetch request's arrival to its response, waiting included (Kafka: TotalTimeMs)."),
  /** Slots in use in a ring. */
  RING_OCCUPANCY(Kind.GAUGE, "ring.occupancy", "", "Slots of a ring in use, by ring."),
  /** Fetches waiting for data. */
  WAITING_FETCHES(
      Kind.GAUGE,
      "waiting.fetches",
      "",
      "Fetch requests that wait for data (Kafka: PurgatorySize)."),
  /** Partitions led. */
  LEADER_PARTITIONS(
      Kind.GAUGE, "leader.partitions", "", "Partitions led by this broker (Kafka: LeaderCount)."),
  /** Partitions held. */
  PARTITIONS(Kind.GAUGE, "partitions", "", "Partitions on this broker (Kafka: PartitionCount)."),
  /** Partitions that cannot be served. */
  OFFLINE_PARTITIONS(
      Kind.GAUGE,
      "offline.partitions",
      "",
      "Partitions that failed and are not served (Kafka: OfflineReplicaCount)."),
  /** Partitions led with fewer in-sync replicas than replicas. */
  UNDER_REPLICATED_PARTITIONS(
      Kind.GAUGE,
      "under.replicated.partitions",
      "",
      "Partitions led by this broker that have replicas out of sync (Kafka:"
          + " UnderReplicatedPartitions)."),
  /** Partitions led that take no acks=all. */
  UNDER_MIN_ISR_PARTITIONS(
      Kind.GAUGE,
      "under.min.isr.partitions",
      "",
      "Partitions led by this broker with fewer in-sync replicas than min.insync.replicas"
          + " (Kafka: UnderMinIsrPartitionCount)."),
  /** Followers that joined. */
  ISR_EXPANDS(
      Kind.COUNTER,
      "isr.expands",
      "",
      "Times that replicas of partitions led here came into sync (Kafka: IsrExpandsPerSec)."),
  /** Followers that left. */
  ISR_SHRINKS(
      Kind.COUNTER,
      "isr.shrinks",
      "",
      "Times that replicas of partitions led here fell out of sync (Kafka: IsrShrinksPerSec)."),
  /** Bytes followed. */
  REPLICATION_BYTES_IN(
      Kind.COUNTER,
      "replication.bytes.in",
      "",
      "Bytes of record batches fetched from leaders (Kafka: ReplicationBytesInPerSec)."),
  /** Bytes handed to followers. */
  REPLICATION_BYTES_OUT(
      Kind.COUNTER,
      "replication.bytes.out",
      "",
      "Bytes of record batches sent to followers (Kafka: ReplicationBytesOutPerSec)."),
  /** Bytes on disk. */
  LOG_SIZE(Kind.GAUGE, "log.size", "bytes", "Bytes of all logs (Kafka: Size, summed)."),
  /** Free space. */
  LOG_DIR_FREE(
      Kind.GAUGE, "log.dir.free", "bytes", "Space left on the disk of a data folder, by folder."),
  /** The controller. */
  ACTIVE_CONTROLLER(
      Kind.GAUGE,
      "active.controller",
      "",
      "1 if this broker is the controller, else 0 (Kafka: ActiveControllerCount).");

  /** How a metric is taken. */
  public enum Kind {
    /** Only grows. */
    COUNTER,
    /** Only grows, one for each Kafka API. */
    API_COUNTER,
    /** Goes up and down; asked for when somebody looks. */
    GAUGE,
    /** How often, how long in sum, and how the durations spread. */
    HISTOGRAM
  }

  private final Kind kind;
  private final String dottedName;
  private final String unit;
  private final String description;

  Metric(Kind kind, String dottedName, String unit, String description) {
    this.kind = kind;
    this.dottedName = dottedName;
    this.unit = unit;
    this.description = description;
  }

  /** How it is taken. */
  public Kind kind() {
    return kind;
  }

  /** Lower-case words joined by dots, without unit. */
  public String dottedName() {
    return dottedName;
  }

  /** {@code bytes}, {@code seconds}, or empty for a plain number. */
  public String unit() {
    return unit;
  }

  /** What it means, in a sentence. */
  public String description() {
    return description;
  }
}
