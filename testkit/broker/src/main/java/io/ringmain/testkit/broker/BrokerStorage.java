package io.ringmain.testkit.broker;

/** Where a broker for tests keeps its records. */
public enum BrokerStorage {
  /** In the heap, by the plugin {@code memory}: nothing is written to a disk. */
  MEMORY("memory"),
  /** In a temporary folder, by the plugin {@code mmap}, as in production. */
  TEMPORARY_FOLDER("mmap");

  private final String provider;

  BrokerStorage(String provider) {
    this.provider = provider;
  }

  /** The value of {@code storage.provider}. */
  String provider() {
    return provider;
  }
}
