package io.ringmain.distribution;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes log records to standard error, one line each.
 *
 * <pre>
 *   2026-01-02T03:04:05.678Z INFO  [main] Broker: 12 logs recovered
 *   time in UTC, level, thread, logger without its package, message; a stack trace follows if there is one
 * </pre>
 *
 * <p>Called by any thread that logs.
 */
final class LogLines extends Handler {
  /** Loggers whose level was set; the log manager itself would let them be collected. */
  @SuppressWarnings("UnusedVariable") // held, not read
  private static List<Logger> configured = List.of();

  private final PrintStream target;

  LogLines(PrintStream target) {
    this.target = target;
    setFormatter(new Line());
  }

  /** Sends all of the process's log records here. */
  static void install(PrintStream target, LogLevel level) {
    // Set before the JDK's own log manager is touched: it reads this once.
    System.setProperty("java.util.logging.manager", LoggingToTheEnd.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new LogLines(target));
    Logger ringmain = Logger.getLogger("io.ringmain");
    Logger zookeeper = Logger.getLogger("org.apache.zookeeper");
    configured = List.of(root, ringmain, zookeeper);
    ringmain.setLevel(level.julLevel());
    // Libraries get no more detailed than INFO, and ZooKeeper tells a story for every session.
    root.setLevel(atMost(level, Level.INFO));
    zookeeper.setLevel(atMost(level, Level.WARNING));
  }

  /** Lets no log record through: in a simulation, what goes wrong is meant to. */
  static void silence() {
    System.setProperty("java.util.logging.manager", LoggingToTheEnd.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.OFF);
    configured = List.of(root);
  }

  private static Level atMost(LogLevel level, Level detail) {
    return level.julLevel().intValue() > detail.intValue() ? level.julLevel() : detail;
  }

  @Override
  public void publish(LogRecord entry) {
    if (isLoggable(entry)) {
      // One call, so that the lines of several threads do not mix.
      target.print(getFormatter().format(entry));
    }
  }

  @Override
  public void flush() {
    target.flush();
  }

  @Override
  public void close() {
    flush();
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      StringBuilder line = new StringBuilder(160);
      time(LocalDateTime.ofInstant(Instant.ofEpochMilli(entry.getMillis()), ZoneOffset.UTC), line);
      String level = LogLevel.word(entry.getLevel());
      line.append(' ').append(level).append(" ".repeat(5 - level.length()));
      line.append(" [").append(Thread.currentThread().getName()).append("] ");
      line.append(shortName(entry.getLoggerName())).append(": ");
      line.append(formatMessage(entry)).append(System.lineSeparator());
      if (entry.getThrown() != null) {
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace, true));
        line.append(trace);
      }
      return line.toString();
    }

    /** By hand: the first use of a formatter, or of a time zone, is a tenth of a broker's start. */
    private static void time(LocalDateTime time, StringBuilder line) {
      digits(4, time.getYear(), line);
      digits(2, time.getMonthValue(), line.append('-'));
      digits(2, time.getDayOfMonth(), line.append('-'));
      digits(2, time.getHour(), line.append('T'));
      digits(2, time.getMinute(), line.append(':'));
      digits(2, time.getSecond(), line.append(':'));
      digits(3, time.getNano() / 1_000_000, line.append('.'));
      line.append('Z');
    }

    private static void digits(int count, int number, StringBuilder line) {
      String text = Integer.toString(number);
      line.repeat('0', count - text.length()).append(text);
    }

    private static String shortName(String logger) {
      return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
  }
}
