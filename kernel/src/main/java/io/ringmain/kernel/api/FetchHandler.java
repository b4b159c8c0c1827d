package io.ringmain.kernel.api;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.fetch.FetchRead;
import io.ringmain.kernel.fetch.FetchSessions;
import io.ringmain.kernel.fetch.ParkedFetch;
import io.ringmain.kernel.fetch.PartitionReads;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Fetch: reads from the logs, on the connection's thread, and waits when there is not enough yet. A
 * follower that sends another request meanwhile is answered at once.
 */
public final class FetchHandler implements RequestHandler<FetchRequest> {
  private static final int MS_TO_NS = 1_000_000;
  private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;
  private static final byte READ_UNCOMMITTED = 0;
  private static final byte READ_COMMITTED = 1;

  private final Replicas replicas;
  private final FetchSessions sessions;
  private final Supplier<MetadataImage> metadata;
  private final Environment environment;
  private final int fetchMaxBytes;
  private final BrokerMetrics metrics;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param fetchMaxBytes {@code fetch.max.bytes} of the broker
   */
  public FetchHandler(
      Replicas replicas,
      FetchSessions sessions,
      Supplier<MetadataImage> metadata,
      Environment environment,
      int fetchMaxBytes,
      BrokerMetrics metrics) {
    this.replicas = replicas;
    this.sessions = sessions;
    this.metadata = metadata;
    this.environment = environment;
    this.fetchMaxBytes = fetchMaxBytes;
    this.metrics = metrics;
    metrics.gauge(Metric.WAITING_FETCHES, waiting::get);
  }

  @Override
  public void handle(RequestContext context, FetchRequest request) {
    if (request.isolationLevel() != READ_UNCOMMITTED
        && request.isolationLevel() != READ_COMMITTED) {
      context.respond(unknownIsolationLevel(context, request));
      return;
    }
    long nowNs = environment.clock().monotonicNs();
    FetchSessions.Opened asked = sessions.open(request, context.apiVersion(), nowNs);
    if (asked.error() != ErrorCode.NONE) {
      context.respond(
          new FetchResponse().errorCode(asked.error().id()).sessionId(FetchSessions.NO_SESSION));
      return;
    }
    FetchRead read =
        new FetchRead(asked, request, context.apiVersion(), fetchMaxBytes, replicas, metadata);
    long deadlineNs = nowNs + (long) request.maxWaitMs() * MS_TO_NS;
    new Call(context, read, deadlineNs).readOrPark();
  }

  /** Kafka's answer too. Before topic ids each partition tells of it, as old versions must. */
  private static FetchResponse unknownIsolationLevel(RequestContext context, FetchRequest request) {
    ErrorCode error = ErrorCode.UNKNOWN_SERVER_ERROR;
    FetchResponse response = new FetchResponse().errorCode(error.id());
    if (context.apiVersion() < FIRST_VERSION_WITH_TOPIC_IDS) {
      for (FetchRequest.FetchTopic topic : request.topics()) {
        FetchResponse.FetchableTopicResponse answers =
            new FetchResponse.FetchableTopicResponse().topic(topic.topic());
        for (FetchRequest.FetchPartition asked : topic.partitions()) {
          answers
              .partitions()
              .add(PartitionReads.failed(asked.partition(), error).abortedTransactions(List.of()));
        }
        response.responses().add(answers);
      }
    }
    return response;
  }

  /** One fetch under way. Connection's thread. */
  private final class Call {
    private final RequestContext context;
    private final FetchRead read;
    private final long deadlineNs;

    private Call(RequestContext context, FetchRead read, long deadlineNs) {
      this.context = context;
      this.read = read;
      this.deadlineNs = deadlineNs;
    }

    private void readOrPark() {
      readAgain(false);
    }

    private void readAgain(boolean answerAnyhow) {
      read.read();
      long leftNs = deadlineNs - environment.clock().monotonicNs();
      if (answerAnyhow || read.isEnough() || leftNs <= 0) {
        metrics.add(Metric.FAILED_FETCH_PARTITIONS, read.failures());
        metrics.add(
            read.isOfFollower() ? Metric.REPLICATION_BYTES_OUT : Metric.BYTES_OUT,
            read.bytesRead());
        FetchResponse response = read.response();
        if (read.failures() > 0) {
          CurrentLeaders.tell(response, context.apiVersion(), metadata.get(), context.listener());
        }
        context.respond(response);
      } else {
        park(leftNs);
      }
    }

    private void park(long leftNs) {
      waiting.incrementAndGet();
      Wait wait = new Wait(this);
      wait.parked = new ParkedFetch(read.missingBytes(), context.continueOnWake(wait::lookAgain));
      read.discard();
      read.park(wait.parked);
      long leftMs = (leftNs + MS_TO_NS - 1) / MS_TO_NS;
      wait.timeout = environment.timer().schedule(leftMs, wait.parked::wake);
    }
  }

  /** The time between two reads of one fetch. Connection's thread. */
  private final class Wait {
    private final Call call;
    private ParkedFetch parked;
    private Timer.Timeout timeout;

    private Wait(Call call) {
      this.call = call;
    }

    private void lookAgain() {
      if (call.context.isAbandoned()) {
        end();
        parked.wake(); // So that the partitions forget it.
        call.context.respond(new FetchResponse());
      } else if (parked.isDone()) {
        end();
        call.readAgain(parked.isUnavailable());
      } else if (call.read.isOfFollower() && call.context.isWaitedFor()) {
        // It has something to say: of partitions that it follows since, as a rule.
        end();
        parked.wake();
        call.readAgain(true);
      } else {
        Wakeable _ = call.context.continueOnWake(this::lookAgain);
      }
    }

    private void end() {
      waiting.decrementAndGet();
      boolean _ = timeout.cancel();
    }
  }
}
