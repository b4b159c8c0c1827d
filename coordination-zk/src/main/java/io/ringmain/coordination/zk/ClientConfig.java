package io.ringmain.coordination.zk;

import org.apache.zookeeper.client.ZKClientConfig;

/**
 * The configuration of one ZooKeeper client. Made and read on the thread that begins a session.
 *
 * <p>The original asks its TLS classes for the names of their properties, which loads the JDK's
 * whole TLS machinery, trusted certificates included, and Netty. This client speaks plain TCP only.
 */
final class ClientConfig extends ZKClientConfig {
  // A list of children may be longer than a request; only requests are bounded at 1 MiB.
  private static final int MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
  private static final int MIN_REQUEST_TIMEOUT_MS = 1000;

  ClientConfig(int sessionTimeoutMs, boolean sasl) {
    // Without SASL there is nothing to ask the DNS about.
    setProperty(ENABLE_CLIENT_SASL_KEY, Boolean.toString(sasl));
    setProperty(ZOOKEEPER_CLIENT_CNXN_SOCKET, "ClientCnxnSocketNIO");
    setProperty("jute.maxbuffer", Integer.toString(MAX_RESPONSE_BYTES));
    // The only call that waits is the one that ends the session.
    setProperty(
        ZOOKEEPER_REQUEST_TIMEOUT,
        Integer.toString(Math.max(MIN_REQUEST_TIMEOUT_MS, sessionTimeoutMs)));
  }

  /**
   * Takes over what the operator has set for ZooKeeper's clients. Called by the constructor above.
   */
  @Override
  protected void handleBackwardCompatibility() {
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("zookeeper.")) {
        setProperty(name, System.getProperty(name));
      }
    }
  }
}
