package io.ringmain.kernel.config;

/** Whether a broker key can be changed while the broker runs. Kafka's three modes. */
public enum UpdateMode {
  /** Only at start. */
  READ_ONLY("read-only"),
  /** For one broker at a time, never as the default of the cluster. */
  PER_BROKER("per-broker"),
  /** For one broker or as the default of the whole cluster. */
  CLUSTER_WIDE("cluster-wide");

  private final String word;

  UpdateMode(String word) {
    this.word = word;
  }

  /** Kafka's word for it. */
  public String word() {
    return word;
  }
}
