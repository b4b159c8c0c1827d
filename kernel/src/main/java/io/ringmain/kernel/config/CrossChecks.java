package io.ringmain.kernel.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold between keys, once each is allowed by itself. */
final class CrossChecks {
  private CrossChecks() {}

  static List<ConfigProblem> problems(BrokerConfig config) {
    List<ConfigProblem> problems = new ArrayList<>();
    atMost(
        config,
        GroupKeys.GROUP_MIN_SESSION_TIMEOUT_MS,
        GroupKeys.GROUP_MAX_SESSION_TIMEOUT_MS,
        problems);
    atMost(
        config,
        LogKeys.LOG_CLEANER_MIN_COMPACTION_LAG_MS,
        LogKeys.LOG_CLEANER_MAX_COMPACTION_LAG_MS,
        problems);
    atMost(
        config,
        NetworkKeys.SOCKET_REQUEST_MAX_BYTES,
        NetworkKeys.QUEUED_MAX_REQUEST_BYTES,
        problems);
    someAddressMayConnect(config, problems);
    logDirs(config, problems);
    return problems;
  }

  private static void atMost(
      BrokerConfig config,
      ConfigKey<? extends Number> lower,
      ConfigKey<? extends Number> upper,
      List<ConfigProblem> problems) {
    Number low = config.value(lower);
    Number high = config.value(upper);
    if (low.longValue() > high.longValue()) {
      problems.add(
          new ConfigProblem(
              lower.name(), low.toString(), "allowed: at most " + upper + ", which is " + high));
    }
  }

  private static void someAddressMayConnect(BrokerConfig config, List<ConfigProblem> problems) {
    if (config.value(NetworkKeys.MAX_CONNECTIONS_PER_IP) == 0
        && config.value(NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES).isBlank()) {
      problems.add(
          new ConfigProblem(
              NetworkKeys.MAX_CONNECTIONS_PER_IP.name(),
              "0",
              "allowed only with " + NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES));
    }
  }

  private static void logDirs(BrokerConfig config, List<ConfigProblem> problems) {
    Set<Path> seen = new HashSet<>();
    for (String dir : config.value(ServerKeys.LOG_DIRS)) {
      try {
        if (!seen.add(Path.of(dir).normalize())) {
          problems.add(
              new ConfigProblem(ServerKeys.LOG_DIRS.name(), dir, "this folder stands there twice"));
        }
      } catch (InvalidPathException notAPath) {
        problems.add(
            new ConfigProblem(ServerKeys.LOG_DIRS.name(), dir, "this is not a file name here"));
      }
    }
  }
}
