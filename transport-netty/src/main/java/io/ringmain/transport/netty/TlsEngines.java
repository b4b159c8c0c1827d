package io.ringmain.transport.netty;

import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes TLS engines as Kafka's {@code ssl.*} properties describe them, with the JDK's own TLS.
 *
 * <p>Made when a listener is bound or a connection is opened; afterwards immutable, any thread.
 * Files are read once, so that a wrong one is known before anything is served.
 */
final class TlsEngines {
  private static final String DEFAULT_PROTOCOLS = "TLSv1.2,TLSv1.3";

  private final Map<String, String> properties;
  private final SSLContext context;
  private final String clientAuth;

  /**
   * @param properties by Kafka's names
   * @param folder where relative file names start
   * @throws IllegalArgumentException if a property is not allowed or a file cannot be used; says
   *     which
   */
  TlsEngines(Map<String, String> properties, Path folder) {
    this.properties = properties;
    this.clientAuth = text("ssl.client.auth").orElse("none");
    if (!clientAuth.equals("none")
        && !clientAuth.equals("requested")
        && !clientAuth.equals("required")) {
      throw new IllegalArgumentException(
          "ssl.client.auth="
              + clientAuth
              + " is not allowed; allowed: none, requested or required");
    }
    try {
      context = SSLContext.getInstance(text("ssl.protocol").orElse("TLSv1.3"));
      context.init(keyManagers(folder), trustManagers(folder), null);
      // Refuses protocols and cipher suites that do not exist, now rather than at the first peer.
      newEngine(context.createSSLEngine());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** For a connection that was accepted. */
  SslHandler forServer() {
    SSLEngine engine = newEngine(context.createSSLEngine());
    engine.setUseClientMode(false);
    switch (clientAuth) {
      case "required" -> engine.setNeedClientAuth(true);
      case "requested" -> engine.setWantClientAuth(true);
      default -> {}
    }
    return new SslHandler(engine);
  }

  /** For a connection that we make: checks that the peer's certificate bears the host's name. */
  SslHandler forClient(String host, int port) {
    SSLEngine engine = newEngine(context.createSSLEngine(host, port));
    engine.setUseClientMode(true);
    String check =
        properties.getOrDefault("ssl.endpoint.identification.algorithm", "https").strip();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(check.isEmpty() ? null : check);
    engine.setSSLParameters(parameters);
    return new SslHandler(engine);
  }

  private SSLEngine newEngine(SSLEngine engine) {
    engine.setEnabledProtocols(list(text("ssl.enabled.protocols").orElse(DEFAULT_PROTOCOLS)));
    text("ssl.cipher.suites").ifPresent(suites -> engine.setEnabledCipherSuites(list(suites)));
    return engine;
  }

  private KeyManager[] keyManagers(Path folder) throws GeneralSecurityException, IOException {
    Optional<KeyMaterial> material = KeyMaterial.ofKeyStore(properties, folder);
    if (material.isEmpty()) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(
            text("ssl.keymanager.algorithm").orElse(KeyManagerFactory.getDefaultAlgorithm()));
    factory.init(material.get().store(), material.get().keyPassword());
    return factory.getKeyManagers();
  }

  private TrustManager[] trustManagers(Path folder) throws GeneralSecurityException, IOException {
    Optional<KeyMaterial> material = KeyMaterial.ofTrustStore(properties, folder);
    if (material.isEmpty()) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(
            text("ssl.trustmanager.algorithm").orElse(TrustManagerFactory.getDefaultAlgorithm()));
    factory.init(material.get().store());
    return factory.getTrustManagers();
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(properties.get(key)).filter(value -> !value.isBlank());
  }

  private static String[] list(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1)).map(String::strip).toArray(String[]::new);
  }
}
