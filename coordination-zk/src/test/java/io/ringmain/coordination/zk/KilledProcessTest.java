package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.testkit.tck.coordination.KilledProcessTck;
import java.nio.file.Path;

/** What a process that is killed leaves in the data of its embedded server. */
final class KilledProcessTest extends KilledProcessTck {

  @Override
  protected Coordination open(Path dataDirectory) {
    return Opened.embedded(dataDirectory);
  }

  @Override
  protected int rounds() {
    return 3;
  }

  @Override
  protected int commitsBeforeKill() {
    return 200;
  }
}
