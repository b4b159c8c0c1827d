package io.ringmain.testkit.tck.coordination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.tck.Answers;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.List;

/** The child of {@link KilledProcessTck}: commits for ever, and tells what has completed. */
final class CommittingProcess {
  /** An entry that goes with the session. */
  static final String ALIVE = "/alive";

  private static final int MOST_UNDER_WAY = 8;

  private CommittingProcess() {}

  /** Called with the test class, the directory of the data, and the number of the first commit. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    PrintStream parent = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    Constructor<?> maker = Class.forName(arguments[0]).getDeclaredConstructor();
    maker.setAccessible(true);
    Coordination coordination =
        ((KilledProcessTck) maker.newInstance()).open(Path.of(arguments[1]));
    var alive = coordination.commit(List.of(new Operation.CreateEphemeral(ALIVE, new byte[0])));
    Answers.get(alive);
    for (int number = Integer.parseInt(arguments[2]); ; number++) {
      int completed = number;
      var commit = coordination.commit(List.of(new Operation.Create("/n" + number, new byte[100])));
      commit.thenRun(() -> parent.println(completed));
      if (number % MOST_UNDER_WAY == 0) {
        Answers.get(commit);
      }
    }
  }
}
