package io.ringmain.testkit.tck.transport;

import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.memory.MemoryNetwork;
import java.util.function.BiFunction;

/** The transport in memory, broken in one way each; named by the rule that does not hold then. */
enum BrokenTransport {
  T2_EVASIVE(BrokenTransports::evasive),
  T3_SILENT_AT_THE_END(BrokenTransports::silentAtTheEnd),
  T4_TELLING_ELSEWHERE(BrokenTransports::tellingElsewhere),
  T5_KEEPING_SLICES(BrokenTransports::keepingSlices),
  T5_MOVING_BUFFERS(BrokenTransports::movingBuffers),
  T6_RESTLESS(BrokenTransports::restless),
  T7_DROWSY(BrokenTransports::drowsy),
  T8_FORGIVING(BrokenTransports::forgiving),
  T9_REUSING(BrokenTransports::reusing),
  T10_REPEATING(BrokenTransports::repeating),
  T11_BOUNDLESS(BrokenTransports::boundless),
  T12_TIRED(BrokenTransports::tired),
  T13_HASTY(BrokenTransports::hasty),
  T14_HOSPITABLE(BrokenTransports::hospitable);

  @SuppressWarnings("ImmutableEnumChecker") // functions without a state
  private final BiFunction<BrokenTransports.Opening, TransportContext, Transport> opening;

  BrokenTransport(BiFunction<BrokenTransports.Opening, TransportContext, Transport> opening) {
    this.opening = opening;
  }

  /** {@code T2} of {@code T2_EVASIVE}. */
  String rule() {
    return name().substring(0, name().indexOf('_'));
  }

  TransportProvider on(MemoryNetwork network) {
    return new TransportProvider() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public Transport open(TransportContext context) {
        return opening.apply(network.provider()::open, context);
      }
    };
  }
}
