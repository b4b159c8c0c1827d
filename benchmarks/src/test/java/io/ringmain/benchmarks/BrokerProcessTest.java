package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokerProcessTest {
  @Test
  void brokersOfAClusterDoNotOutliveTheShellThatStartedThem() throws Exception {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "trap '' TERM; sleep 600 & echo $!; wait").start();
    ProcessHandle broker = ProcessHandle.of(pidSaidBy(shell)).orElseThrow();

    BrokerProcess.killWithChildren(shell);

    shell.waitFor();
    broker.onExit().get(60, TimeUnit.SECONDS);
    assertFalse(broker.isAlive());
  }

  private static long pidSaidBy(Process shell) throws IOException {
    try (BufferedReader said = shell.inputReader()) {
      return Long.parseLong(said.readLine());
    }
  }
}
