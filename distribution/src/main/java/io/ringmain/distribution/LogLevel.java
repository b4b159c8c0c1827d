package io.ringmain.distribution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/** How much is logged: a value of {@code --log-level}. */
enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  /** The JDK's level of the same meaning. */
  Level julLevel() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINER;
    };
  }

  /** The level of a word, in any case. */
  static Optional<LogLevel> of(String word) {
    return Arrays.stream(values())
        .filter(level -> level.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** The word of the JDK's level or of the next one below. */
  static String word(Level level) {
    for (LogLevel candidate : values()) {
      if (level.intValue() >= candidate.julLevel().intValue()) {
        return candidate.name();
      }
    }
    return TRACE.name();
  }
}
