package io.ringmain.distribution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/** How much is logged: a value of {@code --log-level}. */
enum LogLevel {
  ERROR(Level.SEVERE),
  WARN(Level.WARNING),
  INFO(Level.INFO),
  DEBUG(Level.FINE),
  TRACE(Level.FINER);

  @SuppressWarnings("ImmutableEnumChecker") // one of the constants of Level
  private final Level julLevel;

  LogLevel(Level julLevel) {
    this.julLevel = julLevel;
  }

  Level julLevel() {
    return julLevel;
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
      if (level.intValue() >= candidate.julLevel.intValue()) {
        return candidate.name();
      }
    }
    return TRACE.name();
  }
}
