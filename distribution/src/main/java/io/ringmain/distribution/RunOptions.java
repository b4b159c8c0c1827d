package io.ringmain.distribution;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the commands that run something in the foreground have in common.
 *
 * @param configFile a properties file
 * @param overrides settings that are stronger than the file's
 * @param logLevel how much is logged; nothing for the command's own default
 * @param stopAtEndOfInput whether the end of standard input stops it like a signal does
 * @param logToStdout whether the log goes to standard output, as containers like it
 */
record RunOptions(
    Optional<Path> configFile,
    Map<String, String> overrides,
    Optional<LogLevel> logLevel,
    boolean stopAtEndOfInput,
    boolean logToStdout) {

  static final String STOP_AT_END_OF_INPUT = "--stop-at-end-of-input";

  static final List<String> NAMES =
      List.of("--config", "--override", "--log-level", "--log-to", STOP_AT_END_OF_INPUT, "--help");

  /** Reads one option after the other. */
  static final class Builder {
    private Optional<Path> configFile = Optional.empty();
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private Optional<LogLevel> logLevel = Optional.empty();
    private boolean stopAtEndOfInput;
    private boolean logToStdout;

    /** Takes an option that has no value; says whether this is one. */
    boolean flag(String word) {
      stopAtEndOfInput |= word.equals(STOP_AT_END_OF_INPUT);
      return word.equals(STOP_AT_END_OF_INPUT);
    }

    /**
     * Takes an option.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    void take(String name, String value) {
      switch (name) {
        case "--config" -> configFile = Optional.of(Path.of(value));
        case "--override" -> override(value);
        case "--log-to" -> logToStdout = isStdout(value);
        default -> logLevel = Optional.of(level(value));
      }
    }

    private void override(String value) {
      int equals = value.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("--override " + value + ": allowed: KEY=VALUE");
      }
      overrides.put(value.substring(0, equals).strip(), value.substring(equals + 1));
    }

    private static boolean isStdout(String value) {
      return switch (value) {
        case "stdout" -> true;
        case "stderr" -> false;
        default ->
            throw new IllegalArgumentException("--log-to " + value + ": allowed: stderr, stdout");
      };
    }

    private static LogLevel level(String value) {
      return LogLevel.of(value)
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "--log-level " + value + ": allowed: error, warn, info, debug, trace"));
    }

    RunOptions build() {
      return new RunOptions(
          configFile, Map.copyOf(overrides), logLevel, stopAtEndOfInput, logToStdout);
    }
  }
}
