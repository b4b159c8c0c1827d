package io.ringmain.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.testkit.memory.MemoryDisks;
import io.ringmain.testkit.memory.MemoryEnsemble;
import io.ringmain.testkit.memory.MemoryNetwork;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;

/** What the arbitraries make is what Kafka's own code, or the kernel, takes it for. */
@Domain(RingmainDomain.class)
final class RingmainDomainProperties {

  @Property(tries = 1_000)
  void partitionsAreThoseOfKafkasProducers(@ForAll KeyedPartition keyed) {
    byte[] key = keyed.key().toArray();
    assertEquals(Utils.murmur2(key), KeyPartitioner.murmur2(keyed.key()));
    assertEquals(Utils.toPositive(Utils.murmur2(key)) % keyed.partitions(), keyed.partition());
  }

  @Property(tries = 200)
  void kafkaReadsBatchesAsTheyWereMeant(@ForAll BatchContent content) {
    ByteBuffer encoded = content.encode(7, 3);
    assertEquals(encoded.remaining(), RecordBatchHeader.sizeBytes(encoded, 0));
    assertEquals(content.nextOffset(7), RecordBatchHeader.lastOffset(encoded, 0) + 1);
    Iterator<MutableRecordBatch> batches =
        MemoryRecords.readableRecords(encoded).batches().iterator();
    MutableRecordBatch batch = batches.next();
    batch.ensureValid();
    assertEquals(content.codec().id(), batch.compressionType().id);
    assertEquals(
        content.producer(),
        Optional.of(batch)
            .filter(MutableRecordBatch::hasProducerId)
            .map(b -> new ProducerFields(b.producerId(), b.producerEpoch(), b.baseSequence())));
    Iterator<RecordContent> expected = content.records().iterator();
    long offset = 7;
    for (Record record : batch) {
      assertEquals(offset++, record.offset());
      assertEquals(expected.next(), read(record));
    }
    assertTrue(!expected.hasNext() && !batches.hasNext());
  }

  private static RecordContent read(Record record) {
    List<HeaderContent> headers =
        List.of(record.headers()).stream()
            .map(header -> new HeaderContent(header.key(), bytes(header)))
            .toList();
    return new RecordContent(
        record.timestamp(), bytes(record.key()), bytes(record.value()), headers);
  }

  private static Optional<Bytes> bytes(Header header) {
    return Optional.ofNullable(header.value()).map(Bytes::of);
  }

  private static Optional<Bytes> bytes(ByteBuffer buffer) {
    return Optional.ofNullable(buffer).map(Utils::toArray).map(Bytes::of);
  }

  @Property(tries = 1_000)
  void kafkaAllowsTopicNames(@ForAll TopicName name) {
    assertDoesNotThrow(() -> Topic.validate(name.text()));
  }

  @Property(tries = 200)
  void kafkaRefusesIllegalTopicNames(@ForAll IllegalTopicName name) {
    assertThrows(InvalidTopicException.class, () -> Topic.validate(name.text()));
  }

  @Property(tries = 200)
  void theKernelAllowsSettings(@ForAll BrokerSettings broker, @ForAll TopicSettings topic) {
    Plugins plugins =
        new Plugins(
            List.of(new MemoryDisks().provider()),
            List.of(new MemoryNetwork().provider()),
            List.of(new MemoryEnsemble().provider()));
    Map<String, String> all = new HashMap<>(broker.values());
    all.put("log.dirs", "/logs");
    all.put("storage.provider", "memory");
    all.put("transport.provider", "memory");
    all.put("coordination.provider", "memory");
    BrokerConfig config = BrokerConfig.parse(all, plugins.installed(), "127.0.0.1");
    assertEquals(List.of(), TopicConfig.problems(topic.values(), config));
  }

  @Property(tries = 100)
  void bytesAreAValue(@ForAll Bytes key) {
    assertEquals(key, Bytes.of(key.toArray()));
    assertArrayEquals(key.toArray(), Utils.toArray(key.buffer()));
    assertEquals(key.hashCode(), Bytes.of(key.toArray()).hashCode());
  }
}
