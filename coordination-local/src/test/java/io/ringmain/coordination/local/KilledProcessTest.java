package io.ringmain.coordination.local;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.testkit.tck.coordination.KilledProcessTck;
import java.nio.file.Path;

/** What a process that is killed leaves in the journal. */
final class KilledProcessTest extends KilledProcessTck {

  @Override
  protected Coordination open(Path dataDirectory) {
    return Opened.in(dataDirectory);
  }
}
