package io.ringmain.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** Starts a broker in an empty folder, on a port of loopback. */
interface BrokerLauncher {
  /** Does what has to be done once, before the first start: a build, if one is due. */
  void prepare() throws IOException, InterruptedException;

  /** Makes the folder ready, starts the process and returns at once. */
  BrokerProcess start(Path folder) throws IOException;

  /** What is started, for the report. */
  String description();

  /** A port that was free a moment ago, so that a client knows it before the broker is there. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
