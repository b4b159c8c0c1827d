package io.ringmain.testkit.workload;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells everybody who listens to the clients, in the order in which they came. */
public final class History implements HistoryListener {
  private final List<HistoryListener> listeners = new ArrayList<>();
  private long events;

  /** With nobody listening. */
  public History() {}

  /** Somebody listens from now on. */
  public void add(HistoryListener listener) {
    listeners.add(listener);
  }

  /** How much has been told. */
  public long events() {
    return events;
  }

  private void tell(Consumer<HistoryListener> event) {
    events++;
    for (HistoryListener listener : listeners) {
      event.accept(listener);
    }
  }

  @Override
  public void onSent(SentBatch batch, boolean again) {
    tell(listener -> listener.onSent(batch, again));
  }

  @Override
  public void onAcknowledged(SentBatch batch, int broker, long baseOffset) {
    tell(listener -> listener.onAcknowledged(batch, broker, baseOffset));
  }

  @Override
  public void onRefused(SentBatch batch, int broker, ErrorCode error) {
    tell(listener -> listener.onRefused(batch, broker, error));
  }

  @Override
  public void onGivenUp(SentBatch batch) {
    tell(listener -> listener.onGivenUp(batch));
  }

  @Override
  public void onFetched(FetchedBatch fetched) {
    tell(listener -> listener.onFetched(fetched));
  }

  @Override
  public void onSought(String consumer, UUID topicId, int partition, long offset) {
    tell(listener -> listener.onSought(consumer, topicId, partition, offset));
  }

  @Override
  public void onOffsets(String consumer, int broker, UUID topicId, int partition, Offsets offsets) {
    tell(listener -> listener.onOffsets(consumer, broker, topicId, partition, offsets));
  }

  @Override
  public void onLeaderTold(UUID topicId, String topic, int partition, int leader, int leaderEpoch) {
    tell(l -> l.onLeaderTold(topicId, topic, partition, leader, leaderEpoch));
  }

  @Override
  public void onAssigned(String group, String member, int generation, List<Integer> partitions) {
    tell(listener -> listener.onAssigned(group, member, generation, partitions));
  }

  @Override
  public void onCommitAnswered(CommittedOffset commit, ErrorCode error) {
    tell(listener -> listener.onCommitAnswered(commit, error));
  }

  @Override
  public void onCommittedTold(
      String group, int broker, int partition, long offset, long askedAtNs) {
    tell(listener -> listener.onCommittedTold(group, broker, partition, offset, askedAtNs));
  }

  @Override
  public void onTopicCreated(String topic, UUID topicId) {
    tell(listener -> listener.onTopicCreated(topic, topicId));
  }

  @Override
  public void onTopicDeleting(String topic) {
    tell(listener -> listener.onTopicDeleting(topic));
  }

  @Override
  public void onRecordsDeleting(String topic, int partition, long belowOffset) {
    tell(listener -> listener.onRecordsDeleting(topic, partition, belowOffset));
  }
}
