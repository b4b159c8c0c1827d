package io.ringmain.spi;

import java.util.List;

/**
 * What the kernel needs to know of any plugin before it opens it.
 *
 * <p>Found by {@link java.util.ServiceLoader} through one of the three sub-interfaces, and chosen
 * by the configuration keys {@code storage.provider}, {@code transport.provider} and {@code
 * coordination.provider}. Called on the thread that starts the broker.
 */
public interface PluginProvider {

  /** The name that selects this provider in a configuration: lower case, digits and hyphens. */
  String name();

  /**
   * Every setting that the plugin understands. In a configuration file each stands under the prefix
   * of kind and name: {@code flush} of the storage plugin {@code mmap} is {@code
   * storage.mmap.flush}. The kernel refuses any other key under that prefix.
   */
  default List<PluginSetting> settings() {
    return List.of();
  }
}
