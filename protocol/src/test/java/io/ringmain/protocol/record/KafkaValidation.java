package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionType;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.PrimitiveRef;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogValidator;
import org.apache.kafka.storage.internals.log.RecordValidationException;

/** What Apache Kafka makes of the records of a produce request, by its own classes. */
final class KafkaValidation {
  private KafkaValidation() {}

  /**
   * @param fault empty when Kafka fails with something else than an error for the client
   * @param batch what Kafka would append, if it would
   */
  record Outcome(Optional<BatchFault> fault, Optional<ByteBuffer> batch) {}

  static Outcome validate(ByteBuffer bytes, BatchRules rules, long nowMs) {
    MemoryRecords records = MemoryRecords.readableRecords(bytes);
    try {
      ProduceRequest.validateRecords((short) 12, records);
      checkAsLogDoes(records, rules);
      MutableRecordBatch first = records.batches().iterator().next();
      Compression target =
          KafkaRecords.compression(
              rules
                  .compression()
                  .orElseGet(() -> CompressionType.forId(first.compressionType().id)));
      LogValidator validator =
          new LogValidator(
              records,
              new TopicPartition("topic", 0),
              new FixedTime(nowMs),
              first.compressionType(),
              target,
              rules.compacted(),
              (byte) 2,
              org.apache.kafka.common.record.TimestampType.forName(
                  rules.timestampType().configName()),
              rules.timestampBeforeMaxMs(),
              rules.timestampAfterMaxMs(),
              RecordBatchView.NO_LEADER_EPOCH,
              AppendOrigin.CLIENT,
              rules.maxRecordBytes());
      MemoryRecords validated =
          validator
              .validateMessagesAndAssignOffsets(
                  PrimitiveRef.ofLong(0), new Unmetered(), BufferSupplier.NO_CACHING)
              .validatedRecords();
      return new Outcome(Optional.of(BatchFault.NONE), Optional.of(validated.buffer()));
    } catch (RecordValidationException e) {
      return new Outcome(faultOf(e.invalidException()), Optional.empty());
    } catch (ApiException e) {
      return new Outcome(faultOf(e), Optional.empty());
    } catch (RuntimeException e) {
      return new Outcome(Optional.empty(), Optional.empty());
    }
  }

  /** The checks of Kafka's log in front of its validator. */
  private static void checkAsLogDoes(MemoryRecords records, BatchRules rules) {
    for (MutableRecordBatch batch : records.batches()) {
      if (batch.baseOffset() != 0) {
        throw new InvalidRecordException("base offset");
      }
      if (batch.sizeInBytes() > rules.maxMessageBytes()) {
        throw new RecordTooLargeException("size");
      }
      if (!batch.isValid()) {
        throw new CorruptRecordException("crc");
      }
    }
  }

  private static Optional<BatchFault> faultOf(ApiException e) {
    return switch (e) {
      case InvalidRecordException _ -> Optional.of(BatchFault.INVALID_RECORD);
      case CorruptRecordException _ -> Optional.of(BatchFault.CORRUPT_MESSAGE);
      case InvalidTimestampException _ -> Optional.of(BatchFault.INVALID_TIMESTAMP);
      case RecordTooLargeException _ -> Optional.of(BatchFault.MESSAGE_TOO_LARGE);
      default -> Optional.empty();
    };
  }

  private record FixedTime(long milliseconds) implements Time {
    @Override
    public long nanoseconds() {
      return milliseconds * 1_000_000;
    }

    @Override
    public void sleep(long ms) {
      throw new UnsupportedOperationException("this time stands still");
    }
  }

  private static final class Unmetered implements LogValidator.MetricsRecorder {
    @Override
    public void recordInvalidMagic() {}

    @Override
    public void recordInvalidOffset() {}

    @Override
    public void recordInvalidSequence() {}

    @Override
    public void recordInvalidChecksums() {}

    @Override
    public void recordNoKeyCompactedTopic() {}
  }
}
