package io.ringmain.testkit.tck;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered rules of a contract, as its Javadoc states them, and as a suite names its tests. */
public final class SpiRules {
  private static final Path SOURCES = Path.of("..", "spi", "src", "main", "java", "io", "ringmain");

  private SpiRules() {}

  /** Every rule stated in a package of the contract: a letter, a number, a full stop or colon. */
  public static Set<String> statedIn(String spiPackage, char letter) throws IOException {
    Set<String> rules = new TreeSet<>();
    Pattern statement = Pattern.compile("\\b(" + letter + "\\d+)[.:]");
    try (Stream<Path> files = Files.list(SOURCES.resolve("spi").resolve(spiPackage))) {
      for (Path file : files.toList()) {
        Matcher matcher = statement.matcher(Files.readString(file));
        while (matcher.find()) {
          rules.add(matcher.group(1));
        }
      }
    }
    return rules;
  }

  /** Every rule that a test of the suite is named by. */
  public static Set<String> provedBy(Class<?> suite, char letter) {
    Set<String> rules = new TreeSet<>();
    Pattern name = Pattern.compile("(" + Character.toLowerCase(letter) + "\\d+)_.*");
    for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        Matcher matcher = name.matcher(method.getName());
        if (matcher.matches()) {
          rules.add(matcher.group(1).toUpperCase(Locale.ROOT));
        }
      }
    }
    return rules;
  }
}
