package io.ringmain.testkit.workload;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A record batch that a consumer has got.
 *
 * @param position the offset that the consumer had asked for, or where the batch before it ended
 * @param batch from its start to its end
 */
public record FetchedBatch(
    String consumer,
    UUID topicId,
    String topic,
    int partition,
    int broker,
    long position,
    long baseOffset,
    long lastOffset,
    long highWatermark,
    ByteBuffer batch) {}
