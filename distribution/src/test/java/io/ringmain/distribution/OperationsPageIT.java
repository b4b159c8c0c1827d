package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/operations.md tells every setting as it is. To write that part of it anew: {@code mvn verify
 * -pl distribution -am -Dringmain.docs.update=true}.
 */
class OperationsPageIT {
  private static final String BEGIN = "<!-- What follows is printed by: ringmain settings -->\n\n";

  @TempDir private Path folder;

  @Test
  void tellsEverySettingAsItIs() throws Exception {
    Path page = Path.of(System.getProperty("ringmain.docs"), "operations.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    String printed = printedSettings();
    if (Boolean.getBoolean("ringmain.docs.update")) {
      Files.writeString(page, text.substring(0, begin) + printed);
    } else {
      assertEquals(
          printed,
          text.substring(begin),
          "to write it anew: mvn verify -pl distribution -am -Dringmain.docs.update=true");
    }
  }

  private String printedSettings() throws Exception {
    try (BrokerProcess process = new BrokerProcess(folder, "settings")) {
      String printed = process.allOutput();
      assertEquals(ExitCode.OK, process.exitCode(), process.errors());
      return printed;
    }
  }
}
