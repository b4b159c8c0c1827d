package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Against a list of the same. */
class AwaitingAcksProperties {

  private record Waiting(int index, long baseOffset, long lastOffset, long deadlineNs) {}

  @Property(tries = 300)
  void answersEachOnceInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    AwaitingAcks awaiting = new AwaitingAcks();
    List<Waiting> model = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    AppendCompletion completion =
        (index, outcome, _) -> answers.add(index + " " + outcome.error() + outcome.baseOffset());
    AppendOutcome scratch = new AppendOutcome();
    Wakes wakes = new Wakes();
    long offset = 0;
    long nowNs = Long.MAX_VALUE - 200; // The clock may wrap.
    for (int step = 0; step < 300; step++) {
      int what = random.nextInt(8);
      if (what < 5) {
        long deadlineNs = nowNs + random.nextInt(50);
        long lastOffset = offset + random.nextInt(3);
        awaiting.add(completion, step, scratch.appended(offset, lastOffset, -1, 0), deadlineNs);
        model.add(new Waiting(step, offset, lastOffset, deadlineNs));
        offset = lastOffset + 1;
      } else if (what < 7) {
        for (int i = random.nextInt(4); i > 0 && !awaiting.isEmpty(); i--) {
          Waiting head = model.removeFirst();
          assertEquals(head.lastOffset, awaiting.headLastOffset());
          expected.add(head.index + " " + ErrorCode.NONE + head.baseOffset);
          awaiting.acknowledgeHead(scratch, 0, wakes);
        }
      } else {
        nowNs += random.nextInt(40);
        long now = nowNs;
        for (Waiting each : List.copyOf(model)) {
          if (each.deadlineNs - now <= 0) {
            model.remove(each);
            expected.add(each.index + " " + ErrorCode.REQUEST_TIMED_OUT + -1);
          }
        }
        awaiting.completeExpired(now, scratch.refused(ErrorCode.REQUEST_TIMED_OUT, "late"), wakes);
      }
      assertEquals(expected, answers);
      assertEquals(model.isEmpty(), awaiting.isEmpty());
    }
  }
}
