package io.ringmain.protocol.record;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random records and batch headers, as producers might write them. */
final class RecordArbitraries extends DomainContextBase {
  /** One record; null keys, values and header values are Kafka's nulls. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long timestamp, byte[] key, byte[] value, List<Header> headers) {
    List<RecordHeader> recordHeaders() {
      return headers.stream().map(header -> RecordHeader.of(header.key(), header.value())).toList();
    }

    @Override
    public String toString() {
      return "Entry(%d, %s, %s, %s)"
          .formatted(timestamp, sized(key), sized(value), headers.size() + " headers");
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Header(String key, byte[] value) {}

  /** What a producer says about itself in the header of a batch. */
  record Producer(long id, short epoch, int sequence, boolean transactional) {
    static final Producer NONE = new Producer(-1, (short) -1, -1, false);
  }

  private static String sized(byte[] bytes) {
    return bytes == null
        ? "null"
        : bytes.length > 20 ? bytes.length + " bytes" : Arrays.toString(bytes);
  }

  @Provide
  Arbitrary<List<Entry>> entries() {
    return entry().list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  Arbitrary<Producer> producers() {
    Arbitrary<Producer> some =
        Combinators.combine(
                Arbitraries.longs().greaterOrEqual(0),
                Arbitraries.shorts().greaterOrEqual((short) 0),
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.of(true, false))
            .as(Producer::new);
    return Arbitraries.oneOf(Arbitraries.just(Producer.NONE), some);
  }

  static Arbitrary<Entry> entry() {
    Arbitrary<Long> timestamps =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(1_700_000_000_000L, 1_700_000_900_000L)),
            Tuple.of(1, Arbitraries.just(-1L)),
            Tuple.of(1, Arbitraries.longs().between(0, Long.MAX_VALUE)));
    return Combinators.combine(timestamps, bytes(60), bytes(300), headers()).as(Entry::new);
  }

  private static Arbitrary<List<Header>> headers() {
    Arbitrary<Header> header =
        Combinators.combine(Arbitraries.strings().ofMaxLength(10), bytes(20)).as(Header::new);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just(List.of())), Tuple.of(1, header.list().ofMaxSize(4)));
  }

  /** Null, empty, repetitive or random bytes. */
  private static Arbitrary<byte[]> bytes(int maxLength) {
    Arbitrary<byte[]> repetitive =
        Combinators.combine(Arbitraries.bytes(), Arbitraries.integers().between(0, maxLength))
            .as((value, length) -> {
              byte[] bytes = new byte[length];
              Arrays.fill(bytes, value);
              return bytes;
            });
    return Arbitraries.oneOf(
            repetitive, Arbitraries.bytes().array(byte[].class).ofMaxSize(maxLength))
        .injectNull(0.1);
  }
}
