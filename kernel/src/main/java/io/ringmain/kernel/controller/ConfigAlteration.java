package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.BrokerKeys;
import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.config.ConfigKey;
import io.ringmain.kernel.config.ConfigProblem;
import io.ringmain.kernel.config.ConfigTable;
import io.ringmain.kernel.config.ConfigType;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.config.UpdateMode;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.stored.ClearElrRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Changes what is set for one topic, one broker or all brokers, or says whether it could be
 * changed.
 *
 * <p>What would hold afterwards is checked as a whole, and only what differs is recorded.
 */
public final class ConfigAlteration implements ControllerOperation<ConfigResource> {

  /** What is done to one key, with Kafka's number for it. */
  public enum Action {
    SET(0),
    DELETE(1),
    APPEND(2),
    SUBTRACT(3);

    private final int id;

    Action(int id) {
      this.id = id;
    }

    public static Optional<Action> forId(int id) {
      for (Action action : values()) {
        if (action.id == id) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * One step of an incremental change.
   *
   * @param value without meaning for DELETE
   */
  public record Step(String key, Action action, String value) {}

  private final ConfigResource resource;
  private final boolean validateOnly;
  private final BrokerConfig config;
  private final UnaryOperator<Map<String, String>> change;

  private ConfigAlteration(
      ConfigResource resource,
      boolean validateOnly,
      BrokerConfig config,
      Optional<Map<String, String>> replacement,
      List<Step> steps) {
    this.resource = resource;
    this.validateOnly = validateOnly;
    this.config = config;
    this.change = old -> replacement.orElseGet(() -> stepped(old, steps));
  }

  /** Some keys, the others stay. */
  public static ConfigAlteration incremental(
      ConfigResource resource, List<Step> steps, boolean validateOnly, BrokerConfig config) {
    return new ConfigAlteration(resource, validateOnly, config, Optional.empty(), steps);
  }

  /** All keys: what is not given is removed. */
  public static ConfigAlteration replacing(
      ConfigResource resource,
      Map<String, String> values,
      boolean validateOnly,
      BrokerConfig config) {
    return new ConfigAlteration(resource, validateOnly, config, Optional.of(values), List.of());
  }

  @Override
  public ConfigResource run(Draft draft) {
    MetadataImage image = draft.image();
    checkResource(image);
    Map<String, String> old = image.config(resource);
    Map<String, String> next = change.apply(old);
    check(image, old, next);
    if (!validateOnly) {
      Set<String> keys = new TreeSet<>(old.keySet());
      keys.addAll(next.keySet());
      for (String key : keys) {
        String value = next.get(key);
        if (value == null || !value.equals(old.get(key))) {
          draft.add(record(key, value));
          clearElr(draft, key);
        }
      }
    }
    return resource;
  }

  /** Who is eligible to lead follows from how many in sync are enough, which is now another. */
  private void clearElr(Draft draft, String key) {
    if (key.equals(TopicKeys.MIN_INSYNC_REPLICAS.name())) {
      draft.add(
          new ClearElrRecord()
              .topicName(resource.type() == ConfigResource.TOPIC ? resource.name() : ""));
    }
  }

  private ConfigRecord record(String key, String value) {
    return new ConfigRecord()
        .resourceType(resource.type())
        .resourceName(resource.name())
        .name(key)
        .value(value);
  }

  private void checkResource(MetadataImage image) {
    switch (resource.type()) {
      case ConfigResource.TOPIC -> checkTopic(image);
      case ConfigResource.BROKER -> checkBroker(image);
      default ->
          throw invalidRequest("Configs of a " + resource.typeName() + " cannot be changed.");
    }
  }

  private void checkTopic(MetadataImage image) {
    if (resource.name().isEmpty()) {
      throw invalidRequest("A topic's name must not be empty: topics have no common configs.");
    }
    Optional<String> problem = TopicNames.problem(resource.name());
    if (problem.isPresent()) {
      throw new ControllerException(ErrorCode.INVALID_TOPIC_EXCEPTION, problem.get());
    }
    if (image.topic(resource.name()).isEmpty()) {
      throw new ControllerException(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + resource.name() + "'.");
    }
  }

  private void checkBroker(MetadataImage image) {
    if (resource.equals(ConfigResource.BROKER_DEFAULT)) {
      return;
    }
    int id;
    try {
      id = Integer.parseInt(resource.name());
    } catch (NumberFormatException e) {
      throw (ControllerException)
          invalidRequest("Broker '" + resource.name() + "' is not a number.").initCause(e);
    }
    if (image.broker(id).isEmpty()) {
      throw invalidRequest("No broker with id " + id + " is registered.");
    }
  }

  private static ControllerException invalidRequest(String message) {
    return new ControllerException(ErrorCode.INVALID_REQUEST, message);
  }

  private ConfigTable table() {
    return resource.type() == ConfigResource.TOPIC ? TopicKeys.TABLE : BrokerKeys.TABLE;
  }

  private Map<String, String> stepped(Map<String, String> old, List<Step> steps) {
    Map<String, String> next = new TreeMap<>(old);
    for (Step step : steps) {
      switch (step.action) {
        case SET -> next.put(step.key, step.value);
        case DELETE -> next.remove(step.key);
        case APPEND, SUBTRACT -> next.put(step.key, changedList(next, step));
      }
    }
    return next;
  }

  private String changedList(Map<String, String> values, Step step) {
    ConfigKey<?> key =
        table()
            .find(step.key)
            .filter(known -> known.type().equals(ConfigType.LIST))
            .orElseThrow(() ->
                new ControllerException(
                    ErrorCode.INVALID_CONFIG,
                    step.action + " is for lists, and " + step.key + " is none."));
    String text =
        Optional.ofNullable(values.get(step.key)).or(() -> effective(values, key)).orElse("");
    List<String> items = new ArrayList<>(ConfigType.LIST.parse(text));
    for (String item : ConfigType.LIST.parse(step.value)) {
      if (step.action == Action.SUBTRACT) {
        items.remove(item);
      } else if (!items.contains(item)) {
        items.add(item);
      }
    }
    return String.join(",", items);
  }

  private Optional<String> effective(Map<String, String> values, ConfigKey<?> key) {
    return resource.type() == ConfigResource.TOPIC
        ? new TopicConfig(values, config).describe(key).value()
        : config.describe(key).value();
  }

  private void check(MetadataImage image, Map<String, String> old, Map<String, String> next) {
    List<ConfigProblem> problems;
    if (resource.type() == ConfigResource.TOPIC) {
      problems = TopicConfig.problems(next, config);
    } else {
      checkDynamic(old, next);
      problems = BrokerConfig.dynamicProblems(next, resource.equals(ConfigResource.BROKER_DEFAULT));
    }
    if (!problems.isEmpty()) {
      throw new ControllerException(refusalOfValues(), problems.getFirst().toString());
    }
    checkTogether(image, next);
  }

  /** Only what changes: what is there already does no harm. */
  private void checkDynamic(Map<String, String> old, Map<String, String> next) {
    for (Map.Entry<String, String> entry : next.entrySet()) {
      boolean changes = !entry.getValue().equals(old.get(entry.getKey()));
      if (changes
          && entry.getKey().equals(TopicKeys.MIN_INSYNC_REPLICAS.name())
          && !resource.equals(ConfigResource.BROKER_DEFAULT)) {
        // A leader that commits with fewer than the controller thinks would betray the eligible.
        throw new ControllerException(
            ErrorCode.INVALID_CONFIG,
            "Config " + entry.getKey() + " cannot be set for a single broker.");
      }
      UpdateMode mode =
          table().find(entry.getKey()).map(ConfigKey::updateMode).orElse(UpdateMode.CLUSTER_WIDE);
      if (changes && mode == UpdateMode.READ_ONLY) {
        throw invalidRequest(
            "Config " + entry.getKey() + " can be set only when the broker starts.");
      }
      if (changes
          && mode == UpdateMode.PER_BROKER
          && resource.equals(ConfigResource.BROKER_DEFAULT)) {
        throw invalidRequest("Config " + entry.getKey() + " can be set for a single broker only.");
      }
    }
  }

  /** What this broker would have to live with. */
  private void checkTogether(MetadataImage image, Map<String, String> next) {
    ConfigResource self = ConfigResource.broker(config.nodeId());
    try {
      if (resource.equals(ConfigResource.BROKER_DEFAULT)) {
        config.withDynamic(next, image.config(self));
      } else if (resource.equals(self)) {
        config.withDynamic(image.defaultBrokerConfig(), next);
      }
    } catch (ConfigException e) {
      throw (ControllerException)
          new ControllerException(refusalOfValues(), e.problems().getFirst().toString())
              .initCause(e);
    }
  }

  /** Kafka calls a bad value of a topic another name than that of a broker. */
  private ErrorCode refusalOfValues() {
    return resource.type() == ConfigResource.TOPIC
        ? ErrorCode.INVALID_CONFIG
        : ErrorCode.INVALID_REQUEST;
  }
}
