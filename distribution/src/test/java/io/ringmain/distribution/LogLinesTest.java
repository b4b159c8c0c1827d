package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LogLines handler =
      new LogLines(new PrintStream(written, true, StandardCharsets.UTF_8));

  private String logged(LogRecord entry) {
    handler.publish(entry);
    return written.toString(StandardCharsets.UTF_8);
  }

  private static LogRecord entry(Level level, String message, Object... parameters) {
    LogRecord entry = new LogRecord(level, message);
    entry.setLoggerName("io.ringmain.kernel.Broker");
    entry.setParameters(parameters);
    return entry;
  }

  @Test
  void writesOneLineWithTimeLevelThreadAndShortLogger() {
    String line = logged(entry(Level.WARNING, "{0} logs recovered", "12"));
    assertTrue(
        line.matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  \\[.+] Broker:"
                + " 12 logs recovered\\R"),
        line);
  }

  @Test
  void writesTheTimeInUtc() {
    LogRecord entry = entry(Level.INFO, "early");
    entry.setInstant(Instant.parse("2026-01-02T03:04:05.067Z"));
    String line = logged(entry);
    assertTrue(line.startsWith("2026-01-02T03:04:05.067Z INFO  ["), line);
  }

  @Test
  void appendsTheStackTrace() {
    LogRecord entry = entry(Level.SEVERE, "failed");
    entry.setThrown(new IllegalStateException("no disk"));
    String text = logged(entry);
    assertTrue(text.contains("Broker: failed"), text);
    assertTrue(text.contains("IllegalStateException: no disk"), text);
  }

  @Test
  void namesTheLevelsOfTheJdkByTheWordsOfTheCommandLine() {
    assertEquals("ERROR", LogLevel.word(Level.SEVERE));
    assertEquals("INFO", LogLevel.word(Level.INFO));
    assertEquals("DEBUG", LogLevel.word(Level.CONFIG));
    assertEquals("TRACE", LogLevel.word(Level.ALL));
  }
}
