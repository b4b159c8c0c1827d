package io.ringmain.testkit.scale;

/** What is counted, of the whole cluster together. */
enum Count {
  COMMITS("commits in the store"),
  CREATES("nodes created"),
  SETS("nodes set"),
  DELETES("nodes deleted"),
  WRITTEN_BYTES("bytes written to the store"),
  LOG_NODES("nodes of the metadata log"),
  LOG_BYTES("bytes of the metadata log"),
  PARTITION_CHANGES("partitions created or changed"),
  ELECTIONS("leaders elected"),
  SNAPSHOT_BYTES("bytes of snapshots"),
  READS("nodes read"),
  READ_BYTES("bytes read from the store"),
  LISTS("lists of children read"),
  WATCHES_SET("watches set"),
  WATCHES_TOLD("watches told"),
  REQUESTS("requests between brokers"),
  REQUEST_BYTES("bytes of these requests"),
  RESPONSE_BYTES("bytes of their responses");

  private final String words;

  Count(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
