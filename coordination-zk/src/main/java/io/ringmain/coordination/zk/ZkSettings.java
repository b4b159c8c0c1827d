package io.ringmain.coordination.zk;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.PluginSettings;
import java.util.List;

/**
 * The settings of the plugin, read and checked. Those named {@code embedded.…} hold for the server
 * inside the process only.
 *
 * @param sasl whether to authenticate with the ensemble by the JAAS section {@code Client}
 * @param embeddedPort port on loopback, 0 for any that is free
 * @param embeddedTickMs granularity of session expiry
 * @param embeddedSnapshotBytes size of the transaction log after which a snapshot is taken
 * @param embeddedSnapshotsKept how many snapshots are kept, with the transaction logs they need
 * @param embeddedFsync whether a commit completes only when the disk has it
 */
record ZkSettings(
    boolean sasl,
    int embeddedPort,
    int embeddedTickMs,
    long embeddedSnapshotBytes,
    int embeddedSnapshotsKept,
    boolean embeddedFsync) {

  static final List<PluginSetting> DECLARED =
      List.of(
          new PluginSetting(
              "sasl",
              "false",
              "true or false",
              "Whether to authenticate with the ensemble by the JAAS section \"Client\"."),
          new PluginSetting(
              "embedded.port",
              "0",
              "0 to 65535",
              "Loopback port of the server inside the process; 0 takes any free one."),
          new PluginSetting(
              "embedded.tick.ms",
              "500",
              "50 to 60000",
              "Granularity in milliseconds with which the server inside the process expires"
                  + " sessions."),
          new PluginSetting(
              "embedded.snapshot.bytes",
              "67108864",
              "1048576 to 4294967296",
              "Bytes of transaction log after which the server inside the process takes a"
                  + " snapshot."),
          new PluginSetting(
              "embedded.snapshots.kept",
              "3",
              "3 to 100",
              "How many snapshots the server inside the process keeps, with the logs they need."),
          new PluginSetting(
              "embedded.fsync",
              "true",
              "true or false",
              "Whether the server inside the process flushes each commit to disk before it"
                  + " completes."));

  static ZkSettings of(PluginSettings settings) {
    return new ZkSettings(
        settings.flag("sasl"),
        (int) settings.number("embedded.port", 0, 65535),
        (int) settings.number("embedded.tick.ms", 50, 60_000),
        settings.number("embedded.snapshot.bytes", 1 << 20, 1L << 32),
        (int) settings.number("embedded.snapshots.kept", 3, 100),
        settings.flag("embedded.fsync"));
  }
}
