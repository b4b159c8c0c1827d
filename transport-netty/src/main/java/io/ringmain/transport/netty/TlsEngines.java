package io.ringmain.transport.netty;

import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.util.Map;

/** TLS as Kafka's {@code ssl.*} properties describe it. */
final class TlsEngines {
  TlsEngines(Map<String, String> properties, Path folder) {
    throw new IllegalArgumentException("TLS is not there yet: " + properties.keySet() + folder);
  }

  SslHandler forServer() {
    throw new IllegalStateException();
  }

  SslHandler forClient(String host, int port) {
    throw new IllegalStateException(host + port);
  }
}
