package io.ringmain.kernel.plugin;

/** A plugin is missing, doubled, or did not open. The message is for the operator. */
public final class PluginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Something is wrong with what is installed. */
  public PluginException(String message) {
    super(message);
  }

  /** A plugin failed. */
  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
