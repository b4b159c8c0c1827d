package io.ringmain.distribution.assemble;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a module's jar says of itself: where it comes from, and under which licence.
 *
 * @param coordinates its own
 * @param inner of libraries whose classes it carries along
 * @param licence SPDX' id where it has one, else its name; empty if the jar tells none
 * @param licenceFiles names of the licence texts and notices in the jar
 */
record Component(
    String module,
    Coordinates coordinates,
    List<Coordinates> inner,
    Optional<String> licence,
    List<String> licenceFiles,
    Path jar,
    String sha256) {
  private static final Pattern POM = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final Pattern LICENCE_FILE =
      Pattern.compile("(META-INF/)?(LICEN[SC]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern POM_LICENCE =
      Pattern.compile("<license>.*?<name>(.*?)</name>", Pattern.DOTALL);

  /** By what licences are called in manifests and poms. */
  private static final Map<Pattern, String> SPDX =
      Map.of(
          Pattern.compile(".*apache.*2.*"), "Apache-2.0",
          Pattern.compile(".*\\bmit\\b.*"), "MIT",
          Pattern.compile(".*bsd.2.*"), "BSD-2-Clause",
          Pattern.compile(".*bsd.3.*"), "BSD-3-Clause",
          Pattern.compile(".*epl.2.*|.*eclipse public.*2.*"), "EPL-2.0");

  /** Of jars that tell none, as their projects do. */
  private static final Map<String, String> KNOWN = Map.of("com.lmax.disruptor", "Apache-2.0");

  /** Where a library is published. */
  record Coordinates(String group, String name, String version, String classifier) {
    /** The package URL by which it is known to scanners. */
    String purl() {
      return "pkg:maven/"
          + group
          + "/"
          + name
          + "@"
          + version
          + (classifier.isEmpty() ? "" : "?classifier=" + classifier);
    }
  }

  /** Reads a module's jar. */
  static Component of(ModuleReference module, Path path) throws IOException {
    String name = module.descriptor().name();
    try (JarFile jar = new JarFile(path.toFile())) {
      List<Coordinates> all = new ArrayList<>();
      List<String> licenceFiles = new ArrayList<>();
      for (JarEntry entry : jar.stream().toList()) {
        if (POM.matcher(entry.getName()).matches()) {
          all.add(coordinates(jar, entry));
        } else if (LICENCE_FILE.matcher(entry.getName()).matches() && !entry.isDirectory()) {
          licenceFiles.add(entry.getName());
        }
      }
      Coordinates own = own(all, path.getFileName().toString(), module);
      all.removeIf(other -> other.name().equals(own.name()));
      return new Component(
          name, own, List.copyOf(all), licence(jar, name, own), licenceFiles, path, sha256(path));
    }
  }

  private static Coordinates coordinates(JarFile jar, JarEntry entry) throws IOException {
    Properties pom = new Properties();
    try (InputStream in = jar.getInputStream(entry)) {
      pom.load(in);
    }
    return new Coordinates(
        pom.getProperty("groupId"), pom.getProperty("artifactId"), pom.getProperty("version"), "");
  }

  /** Those that the file is named after, or else what the names of file and module tell. */
  private static Coordinates own(List<Coordinates> all, String file, ModuleReference module) {
    String base = file.replaceAll("\\.jar$", "");
    for (Coordinates one : all) {
      String stem = one.name() + "-" + one.version();
      if (base.startsWith(stem)) {
        String classifier = base.substring(stem.length()).replaceFirst("^-", "");
        return new Coordinates(one.group(), one.name(), one.version(), classifier);
      }
    }
    Matcher versioned = Pattern.compile("(.+?)-(\\d.*)").matcher(base);
    String name = module.descriptor().name();
    int dot = name.lastIndexOf('.');
    return versioned.matches()
        ? new Coordinates(
            name.substring(0, Math.max(0, dot)), versioned.group(1), versioned.group(2), "")
        : new Coordinates(name.substring(0, Math.max(0, dot)), base, ImagePlan.version(module), "");
  }

  private static Optional<String> licence(JarFile jar, String module, Coordinates own)
      throws IOException {
    if (jar.getManifest() != null) {
      String declared = jar.getManifest().getMainAttributes().getValue("Bundle-License");
      if (declared != null) {
        return Optional.of(spdx(declared));
      }
    }
    JarEntry pom = jar.getJarEntry("META-INF/maven/" + own.group() + "/" + own.name() + "/pom.xml");
    if (pom != null) {
      try (InputStream in = jar.getInputStream(pom)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Matcher declared = POM_LICENCE.matcher(text);
        if (declared.find()) {
          return Optional.of(spdx(declared.group(1)));
        }
      }
    }
    return module.startsWith("io.ringmain.")
        ? Optional.of("Apache-2.0")
        : Optional.ofNullable(KNOWN.get(module));
  }

  private static String spdx(String declared) {
    String words = declared.toLowerCase(Locale.ROOT);
    return SPDX.entrySet().stream()
        .filter(known -> known.getKey().matcher(words).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(declared.strip());
  }

  /** Whether the licence is an id of SPDX' list. */
  boolean hasSpdxLicence() {
    return licence.filter(SPDX::containsValue).isPresent();
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
