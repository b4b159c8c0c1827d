package io.ringmain.testkit.workload;

import io.ringmain.protocol.ErrorCode;
import java.util.List;
import java.util.UUID;

/**
 * Hears what clients do and are told, the moment they do it or are told. It notes and compares, and
 * never throws.
 */
public interface HistoryListener {

  /** A producer sends a batch, for the first time or again. */
  default void onSent(SentBatch batch, boolean again) {}

  /** A broker has told a producer that a batch is in the log. */
  default void onAcknowledged(SentBatch batch, int broker, long baseOffset) {}

  /** A producer was told that a batch is not accepted. */
  default void onRefused(SentBatch batch, int broker, ErrorCode error) {}

  /** A producer will not send a batch again, and will never know what became of it. */
  default void onGivenUp(SentBatch batch) {}

  /** A consumer got a record batch. */
  default void onFetched(FetchedBatch fetched) {}

  /** A consumer begins to read a partition anew at an offset, because it was told to. */
  default void onSought(String consumer, UUID topicId, int partition, long offset) {}

  /**
   * What a fetch response says of a partition.
   *
   * @param lastStable last stable offset
   */
  record Offsets(long logStart, long lastStable, long highWatermark) {}

  /** A broker has told a consumer of a partition's offsets. */
  default void onOffsets(
      String consumer, int broker, UUID topicId, int partition, Offsets offsets) {}

  /** A client was told who leads a partition; −1 for nobody. */
  default void onLeaderTold(
      UUID topicId, String topic, int partition, int leader, int leaderEpoch) {}

  /** A member of a group was given its assignment: partitions of the group's topic. */
  default void onAssigned(String group, String member, int generation, List<Integer> partitions) {}

  /** A member was told that an offset is committed, or, with another error, that it is not. */
  default void onCommitAnswered(CommittedOffset commit, ErrorCode error) {}

  /** A member was told which offset is committed; −1 for none. */
  default void onCommittedTold(
      String group, int broker, int partition, long offset, long askedAtNs) {}

  /**
   * An offset that a member has committed, or has tried to.
   *
   * @param sentNs when it asked
   */
  record CommittedOffset(
      String group, String member, int generation, int partition, long offset, long sentNs) {}

  /** A topic was created, for all a client was told. */
  default void onTopicCreated(String topic, UUID topicId) {}

  /** A client asks for a topic to be deleted: from now on its records may go. */
  default void onTopicDeleting(String topic) {}

  /** A client asks for records to be deleted: from now on those below an offset may go. */
  default void onRecordsDeleting(String topic, int partition, long belowOffset) {}
}
