package io.ringmain.transport.netty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A key store that Kafka's properties name: a JKS or PKCS12 file, a PEM file, or PEM text inline.
 *
 * <p>Used while {@link TlsEngines} are made.
 */
final class KeyMaterial {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN (ENCRYPTED )?PRIVATE KEY-----(.*?)-----END (?:ENCRYPTED )?PRIVATE KEY-----",
          Pattern.DOTALL);

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

  private final KeyStore store;
  private final char[] keyPassword;

  private KeyMaterial(KeyStore store, char[] keyPassword) {
    this.store = store;
    this.keyPassword = keyPassword;
  }

  /** Private key and certificates, or trusted certificates. */
  KeyStore store() {
    return store;
  }

  /** What protects the private key within the store; null if nothing does. */
  char[] keyPassword() {
    return keyPassword;
  }

  /** Our own key and certificates; empty if none is configured. */
  static Optional<KeyMaterial> ofKeyStore(Map<String, String> properties, Path folder)
      throws GeneralSecurityException, IOException {
    String inlineKey = properties.getOrDefault("ssl.keystore.key", "");
    String location = properties.getOrDefault("ssl.keystore.location", "");
    char[] password = password(properties, "ssl.keystore.password");
    char[] keyPassword =
        properties.containsKey("ssl.key.password")
            ? password(properties, "ssl.key.password")
            : password;
    if (!inlineKey.isBlank()) {
      String chain = properties.getOrDefault("ssl.keystore.certificate.chain", "");
      return Optional.of(fromPem("ssl.keystore.key", inlineKey, chain, keyPassword));
    }
    if (location.isBlank()) {
      return Optional.empty();
    }
    Path file = readable("ssl.keystore.location", folder, location);
    if (isPem(properties, "ssl.keystore.type")) {
      String pem = Files.readString(file, StandardCharsets.US_ASCII);
      return Optional.of(fromPem("ssl.keystore.location=" + location, pem, pem, keyPassword));
    }
    KeyStore store = load(properties, "ssl.keystore.type", file, password);
    return Optional.of(new KeyMaterial(store, keyPassword));
  }

  /** The certificates that we trust; empty for those the JDK trusts. */
  static Optional<KeyMaterial> ofTrustStore(Map<String, String> properties, Path folder)
      throws GeneralSecurityException, IOException {
    String inline = properties.getOrDefault("ssl.truststore.certificates", "");
    String location = properties.getOrDefault("ssl.truststore.location", "");
    if (!inline.isBlank()) {
      return Optional.of(trusted(inline));
    }
    if (location.isBlank()) {
      return Optional.empty();
    }
    Path file = readable("ssl.truststore.location", folder, location);
    if (isPem(properties, "ssl.truststore.type")) {
      return Optional.of(trusted(Files.readString(file, StandardCharsets.US_ASCII)));
    }
    char[] password = password(properties, "ssl.truststore.password");
    return Optional.of(
        new KeyMaterial(load(properties, "ssl.truststore.type", file, password), password));
  }

  private static Path readable(String key, Path folder, String location) {
    Path file = folder.resolve(location.strip());
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          key + "=" + location + " is not allowed; allowed: a file that can be read");
    }
    return file;
  }

  private static boolean isPem(Map<String, String> properties, String typeKey) {
    return properties.getOrDefault(typeKey, "JKS").strip().toUpperCase(Locale.ROOT).equals("PEM");
  }

  /** Null, as the JDK wants it, if there is none: a store is then read without checking it. */
  private static char[] password(Map<String, String> properties, String key) {
    String password = properties.get(key);
    return password == null ? null : password.toCharArray();
  }

  private static KeyStore load(
      Map<String, String> properties, String typeKey, Path file, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(properties.getOrDefault(typeKey, "JKS").strip());
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }

  private static KeyMaterial fromPem(String what, String keyPem, String chainPem, char[] password)
      throws GeneralSecurityException, IOException {
    Collection<? extends Certificate> chain = certificates(chainPem);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(what + " comes without a certificate in PEM format");
    }
    char[] within = new char[0];
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "key", privateKey(what, keyPem, password), within, chain.toArray(new Certificate[0]));
    return new KeyMaterial(store, within);
  }

  private static KeyMaterial trusted(String pem) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    int count = 0;
    for (Certificate certificate : certificates(pem)) {
      store.setCertificateEntry("trusted-" + count++, certificate);
    }
    if (count == 0) {
      throw new IllegalArgumentException("the trust store has no certificate in PEM format");
    }
    return new KeyMaterial(store, new char[0]);
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    int first = pem.indexOf("-----BEGIN CERTIFICATE-----");
    if (first < 0) {
      return List.of();
    }
    // A private key may stand before, between or after the certificates.
    String certificates = PRIVATE_KEY.matcher(pem.substring(first)).replaceAll("");
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(
            new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey privateKey(String what, String pem, char[] password)
      throws GeneralSecurityException, IOException {
    Matcher matcher = PRIVATE_KEY.matcher(pem);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          what + " has no private key; allowed: PKCS#8 in PEM format (BEGIN PRIVATE KEY)");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
    PKCS8EncodedKeySpec spec =
        matcher.group(1) == null
            ? new PKCS8EncodedKeySpec(encoded)
            : decrypted(what, encoded, password);
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException other) {
        // A key of another algorithm.
      }
    }
    throw new IllegalArgumentException(
        what + " has a private key of an unknown kind; allowed: " + KEY_ALGORITHMS);
  }

  private static PKCS8EncodedKeySpec decrypted(String what, byte[] encoded, char[] password)
      throws GeneralSecurityException, IOException {
    if (password == null) {
      throw new IllegalArgumentException(what + " is encrypted: ssl.key.password is needed");
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
    // For PBES2 the JDK names the whole scheme only by the parameters.
    String scheme =
        info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password)),
        info.getAlgParameters());
    return info.getKeySpec(cipher);
  }
}
