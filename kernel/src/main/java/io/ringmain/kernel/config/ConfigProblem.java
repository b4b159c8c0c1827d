package io.ringmain.kernel.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key as it was written
 * @param value the value as it was written; {@code (hidden)} if it is a secret
 * @param reason what is wrong or what is allowed, to follow a colon
 */
public record ConfigProblem(String key, String value, String reason) {
  @Override
  public String toString() {
    return key + "=" + value + ": " + reason;
  }
}
