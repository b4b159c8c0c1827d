package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random traffic of three idempotent producers, with retries, gaps, old epochs and restarts,
 * against a model that remembers everything (Invariants 15 to 17).
 */
class ProducerSequencesProperties {
  private static final int STEPS = 120;

  private record Sent(int epoch, int sequence, int records, long baseOffset) {}

  /** What a model knows of one producer. */
  private static final class Model {
    private final List<Sent> sent = new ArrayList<>();
    private int epoch;
    private int nextSequence;
  }

  @Property(tries = 150)
  void neverDuplicatesAndNeverAcceptsAGap(@ForAll long seed) {
    Random random = new Random(seed);
    PartitionFixture fixture = new PartitionFixture();
    Map<Long, Model> models = new HashMap<>();
    Set<String> accepted = new HashSet<>();
    long end = 0;
    for (int step = 0; step < STEPS; step++) {
      long id = random.nextInt(3);
      Model model = models.computeIfAbsent(id, absent -> new Model());
      int what = random.nextInt(20);
      if (what < 10) { // The next batch.
        int records = 1 + random.nextInt(4);
        PartitionFixture.Outcome outcome =
            fixture.produce(Batches.of(id, model.epoch, model.nextSequence, records));
        assertEquals(ErrorCode.NONE, outcome.error());
        assertEquals(end, outcome.baseOffset());
        assertEquals(true, accepted.add(id + "/" + model.epoch + "/" + model.nextSequence));
        model.sent.add(new Sent(model.epoch, model.nextSequence, records, end));
        model.nextSequence += records;
        end += records;
      } else if (what < 15 && !model.sent.isEmpty()) { // One of the last five once more.
        int back = 1 + random.nextInt(Math.min(5, model.sent.size()));
        Sent old = model.sent.get(model.sent.size() - back);
        PartitionFixture.Outcome outcome =
            fixture.produce(Batches.of(id, old.epoch, old.sequence, old.records));
        assertEquals(old.baseOffset, outcome.baseOffset());
      } else if (what < 17 && !model.sent.isEmpty()) { // A gap.
        int sequence = model.nextSequence + 1 + random.nextInt(5);
        PartitionFixture.Outcome outcome =
            fixture.produce(Batches.of(id, model.epoch, sequence, 1));
        assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, outcome.error());
      } else if (what == 17 && !model.sent.isEmpty()) { // A new producer epoch, then an old batch.
        model.epoch++;
        model.nextSequence = 0;
        model.sent.clear();
        assertEquals(end, fixture.produce(Batches.of(id, model.epoch, 0, 1)).baseOffset());
        model.sent.add(new Sent(model.epoch, 0, 1, end++));
        model.nextSequence = 1;
        PartitionFixture.Outcome outcome = fixture.produce(Batches.of(id, model.epoch - 1, 0, 1));
        assertEquals(ErrorCode.INVALID_PRODUCER_EPOCH, outcome.error());
      } else if (what == 18) { // A crash: the log is there, and perhaps a snapshot.
        fixture = new PartitionFixture(fixture.log.reopened(), Map.of(), false);
      } else if (what == 19) { // A clean restart, from a snapshot.
        fixture.partition.resign(fixture.wakes);
        fixture.partition.close();
        fixture = new PartitionFixture(fixture.log.reopened(), Map.of(), false);
      }
      assertEquals(end, fixture.log.logEndOffset());
    }
  }
}
