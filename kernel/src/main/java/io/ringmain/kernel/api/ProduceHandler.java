package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.TopicNames;
import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.record.BatchFault;
import io.ringmain.protocol.record.BatchRewriter;
import io.ringmain.protocol.record.BatchValidator;
import io.ringmain.protocol.record.InvalidRecordsException;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordFault;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Produce: steps 2 and 3 of the write path. Finds the partitions, checks the record batches, and
 * publishes them on the rings.
 *
 * <p>Called on the connection's thread. Hot path.
 */
public final class ProduceHandler implements RequestHandler<ProduceRequest> {
  private static final short FIRST_VERSION_WITH_ZSTD = 7;
  private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;
  private static final int MS_TO_NS = 1_000_000;

  private final Replicas replicas;
  private final Supplier<MetadataImage> metadata;
  private final Clock clock;
  private final BrokerMetrics metrics;
  private final ThreadLocal<BatchValidator> validators;
  private final ThreadLocal<BatchRewriter> rewriters;

  public ProduceHandler(
      Replicas replicas,
      Supplier<MetadataImage> metadata,
      Clock clock,
      CompressionCodecs codecs,
      BrokerMetrics metrics) {
    this.replicas = replicas;
    this.metadata = metadata;
    this.clock = clock;
    this.metrics = metrics;
    this.validators = ThreadLocal.withInitial(() -> new BatchValidator(codecs));
    this.rewriters = ThreadLocal.withInitial(() -> new BatchRewriter(codecs));
  }

  @Override
  public void handle(RequestContext context, ProduceRequest request) {
    long deadlineNs = clock.monotonicNs() + (long) request.timeoutMs() * MS_TO_NS;
    ProduceCall call = new ProduceCall(context, request, deadlineNs, metadata, metrics);
    ErrorCode refusal = refusalOf(request);
    boolean byId = context.apiVersion() >= FIRST_VERSION_WITH_TOPIC_IDS;
    for (ProduceRequest.TopicProduceData topic : request.topicData()) {
      ProduceResponse.TopicProduceResponse topicAnswer =
          new ProduceResponse.TopicProduceResponse().name(topic.name()).topicId(topic.topicId());
      if (!topic.partitionData().isEmpty()) {
        call.response().responses().add(topicAnswer);
      }
      for (ProduceRequest.PartitionProduceData data : topic.partitionData()) {
        ProduceResponse.PartitionProduceResponse answer =
            new ProduceResponse.PartitionProduceResponse().index(data.index());
        topicAnswer.partitionResponses().add(answer);
        if (refusal != ErrorCode.NONE) {
          refuse(call, answer, refusal, refusal.message());
        } else if (byId) {
          check(call, topic.topicId(), data, answer);
        } else {
          check(call, topic.name(), data, answer);
        }
      }
    }
    call.publish();
  }

  private static ErrorCode refusalOf(ProduceRequest request) {
    if (request.acks() < -1 || request.acks() > 1) {
      return ErrorCode.INVALID_REQUIRED_ACKS;
    }
    return ErrorCode.NONE;
  }

  private void check(
      ProduceCall call,
      UUID topicId,
      ProduceRequest.PartitionProduceData data,
      ProduceResponse.PartitionProduceResponse answer) {
    Partition partition = replicas.find(topicId, data.index());
    if (partition == null) {
      Optional<TopicImage> topic = metadata.get().topic(topicId);
      ErrorCode fault = replicas.whyAbsent(topic, data.index(), true);
      refuse(call, answer, fault, fault.message());
    } else {
      check(call, partition, data, answer);
    }
  }

  private void check(
      ProduceCall call,
      String topicName,
      ProduceRequest.PartitionProduceData data,
      ProduceResponse.PartitionProduceResponse answer) {
    Partition partition = replicas.find(topicName, data.index());
    if (partition == null) {
      Optional<TopicImage> topic = metadata.get().topic(topicName);
      ErrorCode fault = replicas.whyAbsent(topic, data.index(), false);
      refuse(call, answer, fault, fault.message());
    } else {
      check(call, partition, data, answer);
    }
  }

  /** Step 2 of the write path: whole, intact, and as the topic wants it. */
  private void check(
      ProduceCall call,
      Partition partition,
      ProduceRequest.PartitionProduceData data,
      ProduceResponse.PartitionProduceResponse answer) {
    if (TopicNames.isInternal(partition.id().topic()) && !call.isAdministration()) {
      refuse(call, answer, ErrorCode.INVALID_TOPIC_EXCEPTION, "clients do not write to this topic");
      return;
    }
    if (!(data.records() instanceof BufferRecords records)) {
      refuse(call, answer, ErrorCode.INVALID_RECORD, "there are no records");
      return;
    }
    ByteBuffer buffer = records.buffer();
    BatchValidator validator = validators.get();
    long nowMs = clock.wallMs();
    BatchFault fault =
        validator.validate(buffer, buffer.position(), buffer.limit(), partition.rules(), nowMs);
    if (fault != BatchFault.NONE) {
      refuse(call, answer, errorOf(fault), validator.message());
      if (validator.isOneBatch() && tellsLogStart(fault)) {
        answer.logStartOffset(partition.logStartOffset());
      }
      for (RecordFault record : validator.recordFaults()) {
        answer
            .recordErrors()
            .add(
                new ProduceResponse.BatchIndexAndErrorMessage()
                    .batchIndex(record.recordIndex())
                    .batchIndexErrorMessage(record.message()));
      }
      return;
    }
    RecordBatchView batch = validator.batch();
    if (call.version() < FIRST_VERSION_WITH_ZSTD
        && batch.compressionType() == CompressionType.ZSTD) {
      refuse(
          call,
          answer,
          ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
          "zstd needs version " + FIRST_VERSION_WITH_ZSTD + " of this request, or newer");
      return;
    }
    if (batch.isTransactional()) {
      if (!call.isTransactional()) {
        ErrorCode refusal = ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
        refuse(call, answer, refusal, "transactional records come without a transactional id");
        return;
      }
      refuse(call, answer, ErrorCode.INVALID_TXN_STATE, "transactions are not served yet");
      return;
    }
    ByteBuffer bytes =
        buffer.position() == batch.position() && buffer.limit() == batch.endPosition()
            ? buffer
            : buffer.slice(batch.position(), batch.sizeBytes());
    if (validator.needsRewrite()) {
      try {
        ByteBuffer rewritten = rewriters.get().rewrite(batch, partition.rules(), nowMs);
        bytes = ByteBuffer.allocate(rewritten.remaining()).put(rewritten).flip();
      } catch (InvalidRecordsException invalid) {
        refuse(call, answer, errorOf(invalid.fault()), invalid.getMessage());
        return;
      }
    }
    call.add(partition, replicas.shardOf(partition), bytes, batch.recordsCount(), answer);
  }

  private static void refuse(
      ProduceCall call,
      ProduceResponse.PartitionProduceResponse answer,
      ErrorCode error,
      String message) {
    call.refused();
    answer.errorCode(error.id()).errorMessage(message).baseOffset(-1).logStartOffset(-1);
  }

  /** Kafka's choice: what its log refuses tells where the log starts, unless it has an own name. */
  private static boolean tellsLogStart(BatchFault fault) {
    return fault == BatchFault.INVALID_RECORD || fault == BatchFault.INVALID_TIMESTAMP;
  }

  private static ErrorCode errorOf(BatchFault fault) {
    return switch (fault) {
      case NONE -> ErrorCode.NONE;
      case CORRUPT_MESSAGE -> ErrorCode.CORRUPT_MESSAGE;
      case INVALID_RECORD -> ErrorCode.INVALID_RECORD;
      case INVALID_TIMESTAMP -> ErrorCode.INVALID_TIMESTAMP;
      case UNSUPPORTED_COMPRESSION_TYPE -> ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
      case MESSAGE_TOO_LARGE -> ErrorCode.MESSAGE_TOO_LARGE;
      case RECORD_LIST_TOO_LARGE -> ErrorCode.RECORD_LIST_TOO_LARGE;
    };
  }
}
