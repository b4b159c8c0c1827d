package io.ringmain.coordination.zk;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Sets what ZooKeeper takes from system properties only for as long as it reads them.
 *
 * <p>One thread at a time; a property that the operator has set stays as it is.
 */
final class SystemProperties {
  private SystemProperties() {}

  /** What reads the properties. */
  @FunctionalInterface
  interface Reader {
    void read() throws IOException;
  }

  static synchronized void with(Map<String, String> properties, Reader reader) throws IOException {
    Map<String, String> set = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
            set.put(name, value);
          }
        });
    try {
      reader.read();
    } finally {
      set.keySet().forEach(System::clearProperty);
    }
  }
}
