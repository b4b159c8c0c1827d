package io.ringmain.distribution.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The folder in which kafkajs, the JavaScript client, is installed, with the scripts that use it.
 */
public final class Kafkajs {
  /** Where to run the scripts. */
  public static final Path FOLDER = Path.of(System.getProperty("ringmain.kafkajs"));

  private Kafkajs() {}

  /** Makes the folder, unless it is there already, or another test process is about to. */
  public static void install() throws IOException, InterruptedException {
    Tool.require("node");
    Tool.require("npm");
    Files.createDirectories(FOLDER);
    try (FileChannel file =
            FileChannel.open(
                FOLDER.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = file.lock()) {
      installAlone();
    }
  }

  private static void installAlone() throws IOException, InterruptedException {
    boolean same = true;
    for (String file : List.of("package.json", "package-lock.json", "facts.js", "failover.js")) {
      same &= copied(file);
    }
    if (!same || !Files.isDirectory(FOLDER.resolve("node_modules"))) {
      Tool.run(FOLDER, "", List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
  }

  /** Copies a file to where it is run; says whether the same was there already. */
  private static boolean copied(String name) throws IOException {
    Path target = FOLDER.resolve(name);
    byte[] wanted;
    try (InputStream file = Kafkajs.class.getResourceAsStream("/kafkajs/" + name)) {
      wanted = file.readAllBytes();
    }
    boolean same = Files.exists(target) && Arrays.equals(wanted, Files.readAllBytes(target));
    Files.write(target, wanted);
    return same;
  }
}
