package io.ringmain.kernel;

import io.ringmain.kernel.controller.BrokerIdentity;
import io.ringmain.kernel.env.SmallFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code .clean-stop} in each log directory: the broker epoch of the process that closed
 * all its logs last, or −1 while a process runs. Only a broker that stopped cleanly is believed to
 * have still what it had (KIP-966).
 */
final class CleanStop {
  private static final String FILE_NAME = ".clean-stop";

  private CleanStop() {}

  /**
   * What the process before has left, for this one only: should it be killed, it leaves nothing.
   */
  static long take(List<Path> directories, SmallFiles files) throws IOException {
    long epoch = BrokerIdentity.UNCLEAN;
    boolean first = true;
    for (Path directory : directories) {
      long found = read(directory, files);
      epoch = first || epoch == found ? found : BrokerIdentity.UNCLEAN;
      first = false;
    }
    if (epoch != BrokerIdentity.UNCLEAN) {
      leave(directories, files, BrokerIdentity.UNCLEAN);
    }
    return epoch;
  }

  private static long read(Path directory, SmallFiles files) throws IOException {
    Optional<String> content = files.read(directory.resolve(FILE_NAME));
    try {
      return content.map(String::strip).map(Long::parseLong).orElse(BrokerIdentity.UNCLEAN);
    } catch (NumberFormatException damaged) {
      return BrokerIdentity.UNCLEAN;
    }
  }

  static void leave(List<Path> directories, SmallFiles files, long brokerEpoch) throws IOException {
    for (Path directory : directories) {
      files.write(directory.resolve(FILE_NAME), brokerEpoch + "\n");
    }
  }
}
