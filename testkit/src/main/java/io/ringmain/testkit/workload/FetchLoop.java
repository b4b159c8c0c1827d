package io.ringmain.testkit.workload;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.record.RecordBatchView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A consumer's fetches from one broker, one after the other, in a fetch session (KIP-227): only
 * what has changed since the fetch before is asked for.
 */
final class FetchLoop {
  private static final short FETCH_VERSION = 13;
  private static final int MAX_WAIT_MS = 500;
  private static final int FETCH_BYTES = 1 << 16;
  private static final int FAILURE_PAUSE_MS = 100;

  /** No position. */
  private static final long UNSAID = -1;

  private final SimulatedConsumer consumer;
  private final ClusterClient client;
  private final History history;
  private final int broker;
  private final RecordBatchView view = new RecordBatchView();

  /** What the session asks for at the broker, as far as this end knows. */
  private final Map<Integer, Long> asked = new TreeMap<>();

  private UUID askedTopicId = new UUID(0, 0);
  private int sessionId;
  private int sessionEpoch;
  private boolean busy;

  FetchLoop(SimulatedConsumer consumer, ClusterClient client, History history, int broker) {
    this.consumer = consumer;
    this.client = client;
    this.history = history;
    this.broker = broker;
  }

  void startIfIdle() {
    if (!busy) {
      fetch();
    }
  }

  private void fetch() {
    busy = false;
    Map<Integer, Long> wanted = consumer.positionsAt(broker);
    if (consumer.isStopped() || (wanted.isEmpty() && sessionId == 0)) {
      return;
    }
    if (!askedTopicId.equals(consumer.topicId())) {
      forgetSession();
    }
    askedTopicId = consumer.topicId();
    FetchRequest request =
        new FetchRequest()
            .replicaId(-1)
            .maxWaitMs(MAX_WAIT_MS)
            .minBytes(1)
            .maxBytes(FETCH_BYTES)
            .sessionId(sessionId)
            .sessionEpoch(sessionEpoch)
            .topics(changed(wanted))
            .forgottenTopicsData(forgotten(wanted));
    asked.keySet().retainAll(wanted.keySet());
    asked.putAll(wanted);
    busy = true;
    client.ask(broker, request, FETCH_VERSION, FetchResponse.class, this::answered);
  }

  private List<FetchRequest.FetchTopic> changed(Map<Integer, Long> wanted) {
    List<FetchRequest.FetchPartition> partitions = new ArrayList<>();
    wanted.forEach((partition, position) -> {
      if (!position.equals(asked.get(partition))) {
        partitions.add(
            new FetchRequest.FetchPartition()
                .partition(partition)
                .fetchOffset(position)
                .partitionMaxBytes(FETCH_BYTES));
      }
    });
    return partitions.isEmpty()
        ? List.of()
        : List.of(new FetchRequest.FetchTopic().topicId(askedTopicId).partitions(partitions));
  }

  private List<FetchRequest.ForgottenTopic> forgotten(Map<Integer, Long> wanted) {
    List<Integer> partitions = new ArrayList<>(asked.keySet());
    partitions.removeAll(wanted.keySet());
    return partitions.isEmpty()
        ? List.of()
        : List.of(new FetchRequest.ForgottenTopic().topicId(askedTopicId).partitions(partitions));
  }

  private void forgetSession() {
    sessionId = 0;
    sessionEpoch = 0;
    asked.clear();
  }

  private void answered(FetchResponse response, Throwable failure) {
    long pauseMs = client.random().nextInt(consumer.pauseMs());
    if (failure != null || response.errorCode() != ErrorCode.NONE.id()) {
      forgetSession();
      client.refresh();
      pauseMs += FAILURE_PAUSE_MS;
    } else {
      sessionId = response.sessionId();
      sessionEpoch = sessionId == 0 ? 0 : sessionEpoch + 1;
      if (sessionId == 0) {
        asked.clear();
      }
      for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
        if (topic.topicId().equals(consumer.topicId())) {
          topic.partitions().forEach(this::take);
        }
      }
    }
    client.later(pauseMs, this::fetch);
  }

  private void take(FetchResponse.PartitionData data) {
    int partition = data.partitionIndex();
    switch (Errors.of(data.errorCode())) {
      case NONE -> {
        history.onOffsets(
            consumer.name(),
            broker,
            consumer.topicId(),
            partition,
            new HistoryListener.Offsets(
                data.logStartOffset(), data.lastStableOffset(), data.highWatermark()));
        takeRecords(partition, data);
      }
      case OFFSET_OUT_OF_RANGE -> {
        asked.put(partition, UNSAID);
        consumer.losePosition(partition);
      }
      default -> {
        asked.put(partition, UNSAID); // Still part of the session, but to be asked for anew.
        client.refresh();
      }
    }
  }

  private void takeRecords(int partition, FetchResponse.PartitionData data) {
    if (!(data.records() instanceof BufferRecords records)) {
      return;
    }
    ByteBuffer buffer = records.buffer();
    int position = buffer.position();
    if (!Long.valueOf(consumer.position(partition)).equals(asked.get(partition))) {
      return; // Another broker has brought it further, while this answer was on its way.
    }
    while (position + RecordBatchView.HEADER_BYTES <= buffer.limit()) {
      view.wrap(buffer, position);
      int size = view.sizeBytes();
      long before = consumer.position(partition);
      if (before < 0 || size > buffer.limit() - position) {
        return;
      }
      ByteBuffer batch = buffer.slice(position, size);
      history.onFetched(
          new FetchedBatch(
              consumer.name(),
              consumer.topicId(),
              consumer.topic(),
              partition,
              broker,
              before,
              view.baseOffset(),
              view.lastOffset(),
              data.highWatermark(),
              batch));
      consumer.moveTo(partition, view.lastOffset() + 1);
      position += size;
    }
  }
}
