package io.ringmain.kernel.api;

import io.ringmain.kernel.api.ControllerCalls.Refusal;
import io.ringmain.kernel.config.ConfigSource;
import io.ringmain.kernel.controller.ConfigAlteration.Action;
import io.ringmain.kernel.env.LogLevels;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The levels of this broker's loggers as configs, which is Kafka's resource of broker loggers. They
 * are this process's own: nothing of it is recorded, a restart forgets it. Any thread.
 */
final class LoggerConfigs {
  private final LogLevels levels;

  LoggerConfigs(LogLevels levels) {
    this.levels = levels;
  }

  /**
   * What is logged now.
   *
   * @param wanted names of loggers; null or empty for all
   */
  List<DescribeConfigsResourceResult> described(List<String> wanted) {
    List<DescribeConfigsResourceResult> entries = new ArrayList<>();
    levels
        .all()
        .forEach((logger, level) -> {
          if (wanted == null || wanted.isEmpty() || wanted.contains(logger)) {
            entries.add(
                new DescribeConfigsResourceResult()
                    .name(logger)
                    .value(level)
                    .configSource(ConfigSource.DYNAMIC_BROKER_LOGGER.code())
                    .documentation(null));
          }
        });
    return entries;
  }

  /** Changes levels, all or, when one of the changes is refused, none. */
  Optional<Refusal> alter(List<AlterableConfig> changes, boolean validateOnly) {
    Map<String, String> known = levels.all();
    for (AlterableConfig change : changes) {
      Optional<Refusal> refusal = refusal(known, change);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (!validateOnly) {
      for (AlterableConfig change : changes) {
        if (action(change) == Action.SET) {
          levels.set(change.name(), change.value());
        } else {
          levels.inherit(change.name());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(Map<String, String> known, AlterableConfig change) {
    String logger = change.name();
    Action action = action(change);
    if (action != Action.SET && action != Action.DELETE) {
      return refused(ErrorCode.INVALID_REQUEST, action + " is for lists, a level is none.");
    }
    if (!known.containsKey(logger)) {
      return refused(ErrorCode.INVALID_CONFIG, "There is no logger '" + logger + "'.");
    }
    if (action == Action.DELETE && logger.equals(LogLevels.ROOT)) {
      return refused(ErrorCode.INVALID_REQUEST, "The root logger needs a level.");
    }
    if (action == Action.SET && !LogLevels.WORDS.contains(change.value())) {
      return refused(
          ErrorCode.INVALID_CONFIG,
          logger + "=" + change.value() + ": allowed: TRACE, DEBUG, INFO, WARN, ERROR, FATAL");
    }
    return Optional.empty();
  }

  private static Action action(AlterableConfig change) {
    return Action.forId(change.configOperation()).orElseThrow();
  }

  private static Optional<Refusal> refused(ErrorCode error, String message) {
    return Optional.of(new Refusal(error, message));
  }
}
