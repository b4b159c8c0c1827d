package io.ringmain.kernel.env;

import java.util.Map;
import java.util.Set;

/**
 * How much each logger of this process logs, in Kafka's words. Any thread.
 *
 * <p>Loggers are named as in code, the one above all others {@link #ROOT}. One without a level of
 * its own has that of the logger above it.
 */
public interface LogLevels {
  /** The logger above all others. */
  String ROOT = "root";

  /** Kafka's words for levels, all that can be set. */
  Set<String> WORDS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

  /** Nothing is known of any logger, as in a simulation. */
  LogLevels NONE =
      new LogLevels() {
        @Override
        public Map<String, String> all() {
          return Map.of();
        }

        @Override
        public void set(String logger, String level) {}

        @Override
        public void inherit(String logger) {}
      };

  /** The levels in effect, by the names of all loggers that there are. */
  Map<String, String> all();

  /**
   * Gives a logger a level, until the process ends.
   *
   * @param logger one of those in {@link #all}
   * @param level one of {@link #WORDS}
   */
  void set(String logger, String level);

  /** Takes a logger's own level away. Not for {@link #ROOT}. */
  void inherit(String logger);
}
