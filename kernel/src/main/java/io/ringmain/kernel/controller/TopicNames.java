package io.ringmain.kernel.controller;

import io.ringmain.protocol.ErrorCode;
import java.util.Optional;
import java.util.Set;

/** What a topic may be called, as Kafka has it. Any thread. */
public final class TopicNames {

  public static final String CONSUMER_OFFSETS = "__consumer_offsets";
  public static final String TRANSACTION_STATE = "__transaction_state";
  public static final String SHARE_GROUP_STATE = "__share_group_state";

  private static final String CLUSTER_METADATA = "__cluster_metadata";

  /** A file name has 255 characters at most; the folder adds a partition number and a suffix. */
  private static final int MAX_LENGTH = 249;

  private static final Set<String> INTERNAL =
      Set.of(CONSUMER_OFFSETS, TRANSACTION_STATE, SHARE_GROUP_STATE);

  private TopicNames() {}

  /** Whether the broker keeps its own state in it. */
  public static boolean isInternal(String name) {
    return INTERNAL.contains(name);
  }

  /** What is wrong with a name, if anything is. */
  public static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("Topic name is invalid: it must not be empty.");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("Topic name is invalid: it must not be \".\" or \"..\".");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of(
          "Topic name is invalid: it has " + name.length() + " characters, allowed are 249.");
    }
    for (int i = 0; i < name.length(); i++) {
      if (!allowed(name.charAt(i))) {
        return Optional.of(
            "Topic name is invalid: '"
                + name
                + "' has a character other than ASCII letters, digits, '.', '_' and '-'.");
      }
    }
    return Optional.empty();
  }

  /**
   * Metrics write dots as underscores: two names that differ in nothing else would be one there.
   */
  static String collisionKey(String name) {
    return name.replace('.', '_');
  }

  static boolean canCollide(String name) {
    return name.indexOf('.') >= 0 || name.indexOf('_') >= 0;
  }

  static void check(String name) {
    if (name.equals(CLUSTER_METADATA)) {
      throw new ControllerException(
          ErrorCode.INVALID_REQUEST, name + " is Kafka's own and not to be created.");
    }
    problem(name)
        .ifPresent(problem -> {
          throw new ControllerException(ErrorCode.INVALID_TOPIC_EXCEPTION, problem);
        });
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
