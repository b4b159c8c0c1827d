package io.ringmain.kernel.env.system;

import io.ringmain.kernel.env.LogLevels;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The levels of the JDK's own loggers, which {@link System.Logger} ends in. Any thread. */
final class JdkLogLevels implements LogLevels {
  /** Loggers whose level was set here; the log manager itself would let them be collected. */
  private final Map<String, Logger> configured = new HashMap<>();

  @Override
  public Map<String, String> all() {
    Map<String, String> levels = new TreeMap<>();
    LogManager manager = LogManager.getLogManager();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      if (logger != null) { // It may have been collected since.
        levels.put(name.isEmpty() ? ROOT : name, wordInEffect(logger));
      }
    }
    return levels;
  }

  private static String wordInEffect(Logger logger) {
    Logger holder = logger;
    while (holder.getLevel() == null && holder.getParent() != null) {
      holder = holder.getParent();
    }
    return word(holder.getLevel() == null ? Level.INFO : holder.getLevel());
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value == Level.OFF.intValue()) {
      return "OFF";
    }
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    if (value >= Level.INFO.intValue()) {
      return "INFO";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  @Override
  public synchronized void set(String logger, String level) {
    Level jdkLevel =
        switch (level) {
          case "FATAL", "ERROR" -> Level.SEVERE;
          case "WARN" -> Level.WARNING;
          case "INFO" -> Level.INFO;
          case "DEBUG" -> Level.FINE;
          case "TRACE" -> Level.FINER;
          default -> throw new IllegalArgumentException("no level: " + level);
        };
    logger(logger).setLevel(jdkLevel);
  }

  @Override
  public synchronized void inherit(String logger) {
    logger(logger).setLevel(null);
  }

  private Logger logger(String name) {
    return configured.computeIfAbsent(name, _ -> Logger.getLogger(name.equals(ROOT) ? "" : name));
  }
}
