package io.ringmain.distribution;

import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.config.ConfigProblem;
import io.ringmain.kernel.config.PluginKind;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Puts the settings of a broker together: defaults of the distribution, a file, the overrides. */
final class Settings {
  private Settings() {}

  /**
   * The settings of a broker, unchecked. What plugins an image was assembled for is a property of
   * its virtual machine.
   *
   * @param data where data lies when no folder is named
   * @throws ConfigException if the file cannot be read, or says a thing twice
   */
  static Map<String, String> of(Optional<Path> file, Map<String, String> overrides, Path data) {
    Map<String, String> values = given(file, overrides);
    if (!values.containsKey("log.dirs") && !values.containsKey("log.dir")) {
      values.put("log.dirs", data.toString());
    }
    for (PluginKind kind : PluginKind.values()) {
      String chosen = System.getProperty("ringmain.default." + kind.word() + ".provider");
      if (chosen != null) {
        values.putIfAbsent(kind.providerKey().name(), chosen);
      }
    }
    return values;
  }

  /**
   * The settings as given.
   *
   * @throws ConfigException if the file cannot be read, or says a thing twice
   */
  static Map<String, String> given(Optional<Path> file, Map<String, String> overrides) {
    Map<String, String> values = new HashMap<>();
    file.ifPresent(path -> values.putAll(read(path)));
    values.putAll(overrides);
    return values;
  }

  private static Map<String, String> read(Path path) {
    Once properties = new Once();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException missing) {
      throw refused(path, "there is no such file");
    } catch (IOException | IllegalArgumentException unreadable) {
      throw refused(path, "it cannot be read: " + unreadable);
    }
    if (!properties.problems.isEmpty()) {
      throw new ConfigException(properties.problems);
    }
    Map<String, String> values = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  private static ConfigException refused(Path path, String reason) {
    return new ConfigException(List.of(new ConfigProblem("--config", path.toString(), reason)));
  }

  /** A properties file in which no key stands twice: otherwise the first would be lost unseen. */
  private static final class Once extends Properties {
    private static final long serialVersionUID = 1L;
    private final transient List<ConfigProblem> problems = new ArrayList<>();

    @Override
    public synchronized Object put(Object key, Object value) {
      Object before = super.put(key, value);
      if (before != null) {
        problems.add(
            new ConfigProblem(
                key.toString(), value.toString(), "the file has it twice, before as " + before));
      }
      return before;
    }
  }
}
