package io.ringmain.kernel.config;

/** The three kinds of plugin. */
public enum PluginKind {
  /** Keeps the logs. */
  STORAGE("storage", ServerKeys.STORAGE_PROVIDER),
  /** Moves frames over the network. */
  TRANSPORT("transport", ServerKeys.TRANSPORT_PROVIDER),
  /** Elects the controller and keeps the cluster's metadata. */
  COORDINATION("coordination", ServerKeys.COORDINATION_PROVIDER);

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // a key is never changed
  private final ConfigKey<String> providerKey;

  PluginKind(String word, ConfigKey<String> providerKey) {
    this.word = word;
    this.providerKey = providerKey;
  }

  /** The kind in configuration keys and messages. */
  public String word() {
    return word;
  }

  /** The key whose value names the plugin to use. */
  public ConfigKey<String> providerKey() {
    return providerKey;
  }

  /** What the settings of a plugin of this kind start with, such as {@code storage.mmap.}. */
  public String prefix(String plugin) {
    return word + "." + plugin + ".";
  }
}
