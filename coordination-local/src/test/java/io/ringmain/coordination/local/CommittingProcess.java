package io.ringmain.coordination.local;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Operation;
import java.nio.file.Path;
import java.util.List;

/** The child of {@link KilledProcessTest}: commits for ever, and tells what has completed. */
final class CommittingProcess {
  private CommittingProcess() {}

  public static void main(String[] arguments) {
    Coordination coordination = Opened.in(Path.of(arguments[0]));
    coordination.commit(List.of(new Operation.CreateEphemeral("/alive", new byte[0])));
    for (int number = Integer.parseInt(arguments[1]); ; number++) {
      int completed = number;
      var commit = coordination.commit(List.of(new Operation.Create("/n" + number, new byte[100])));
      commit.thenRun(() -> System.out.println(completed));
      if (number % 8 == 0) { // Several under way, but not without bound.
        Opened.answer(commit);
      }
    }
  }
}
