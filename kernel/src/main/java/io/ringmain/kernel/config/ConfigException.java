package io.ringmain.kernel.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration is refused. Names everything that is wrong with it at once. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /** Refuses a configuration for at least one problem. */
  public ConfigException(List<ConfigProblem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the keys. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String message(List<ConfigProblem> problems) {
    if (problems.size() == 1) {
      return problems.getFirst().toString();
    }
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", problems.size() + " settings are refused:", ""));
  }
}
