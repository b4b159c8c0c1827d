package io.ringmain.coordination.zk;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Sets what ZooKeeper takes from system properties only for as long as it reads them.
 *
 * <p>One thread at a time; a property that the operator has set stays as it is.
 */
final class SystemProperties {
  private SystemProperties() {}

  /** What reads the properties. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException;
  }

  static synchronized <T> T with(Map<String, String> properties, Reader<T> reader)
      throws IOException {
    Set<String> set = new HashSet<>();
    properties.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
        set.add(name);
      }
    });
    try {
      return reader.read();
    } finally {
      set.forEach(System::clearProperty);
    }
  }
}
