package io.ringmain.distribution.cluster;

import io.ringmain.distribution.clients.KafkaTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the programs that Kafka's own system tests produce and consume with, in a process of its
 * own. It says in JSON, line by line, what it has seen; a thread of its own reads that.
 */
abstract class VerifiableProgram implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 60;
  private static final Pattern TEXT = Pattern.compile("\"(name|value|topic)\":\"([^\"]*)\"");
  private static final Pattern NUMBER = Pattern.compile("\"(partition|offset)\":(\\d+)");

  private final Process process;
  private final Path errors;
  private final Thread reader;

  /**
   * What it says of a record.
   *
   * @param event the name of the line
   */
  record Said(String event, String value, int partition, long offset) {}

  VerifiableProgram(Path folder, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    errors = Files.createTempFile(folder, mainClass, ".err");
    List<String> command = KafkaTools.command(mainClass, arguments);
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    reader = Thread.ofPlatform().name(mainClass).daemon().unstarted(this::read);
  }

  /** Begins to listen to it: for the end of a subclass's constructor. */
  final void listen() {
    reader.start();
  }

  /** Writes a file of client settings. */
  static Path config(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parse(line);
      }
    } catch (IOException | UncheckedIOException ended) {
      // Told by the exit code, to whoever asks.
    }
  }

  private void parse(String line) {
    String event = "";
    String value = "";
    Matcher text = TEXT.matcher(line);
    while (text.find()) {
      switch (text.group(1)) {
        case "name" -> event = text.group(2);
        case "value" -> value = text.group(2);
        default -> {}
      }
    }
    int partition = -1;
    long offset = -1;
    Matcher number = NUMBER.matcher(line);
    while (number.find()) {
      if (number.group(1).equals("partition")) {
        partition = Integer.parseInt(number.group(2));
      } else {
        offset = Long.parseLong(number.group(2));
      }
    }
    said(new Said(event, value, partition, offset));
  }

  /** Told on the thread that reads. */
  abstract void said(Said said);

  /** Fails when it has ended by itself, which neither program does. */
  final void assertRuns() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(
          "ended with exit code " + process.exitValue() + ": " + Files.readString(errors));
    }
  }

  /** Asks it to end, as SIGTERM does, and waits until it has, and all it said is heard. */
  final void stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    reader.join();
  }

  @Override
  public final void close() {
    process.destroyForcibly();
  }
}
