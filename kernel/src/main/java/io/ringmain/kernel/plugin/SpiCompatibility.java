package io.ringmain.kernel.plugin;

import io.ringmain.spi.SpiVersion;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.spi.transport.TransportProvider;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import java.util.Set;

/**
 * Finds plugins that were built against contracts that this broker does not have, by their
 * descriptors, before any class of theirs is loaded.
 *
 * <p>Used on the thread that starts the broker, and by whoever assembles one.
 */
public final class SpiCompatibility {
  private static final Set<String> CONTRACTS =
      Set.of(
          StorageProvider.class.getName(),
          TransportProvider.class.getName(),
          CoordinationProvider.class.getName());

  private SpiCompatibility() {}

  /** Why a module may not be run; empty if it may, or is no plugin. */
  public static Optional<String> refusal(ModuleDescriptor module) {
    boolean isPlugin =
        module.provides().stream().anyMatch(provided -> CONTRACTS.contains(provided.service()));
    if (!isPlugin) {
      return Optional.empty();
    }
    Optional<SpiVersion> builtAgainst = SpiVersion.builtAgainst(module);
    if (builtAgainst.isEmpty()) {
      return Optional.of(
          ("the plugin %s does not say which version of io.ringmain.spi it was built against;"
                  + " compile its module-info against that module, version %s")
              .formatted(module.name(), SpiVersion.CURRENT));
    }
    if (SpiVersion.CURRENT.runs(builtAgainst.get())) {
      return Optional.empty();
    }
    return Optional.of(
        ("the plugin %s was built against version %s of io.ringmain.spi, and this broker has"
                + " version %s; %s")
            .formatted(module.name(), builtAgainst.get(), SpiVersion.CURRENT, allowed()));
  }

  private static String allowed() {
    SpiVersion oldest = new SpiVersion(SpiVersion.CURRENT.major(), 0);
    return oldest.equals(SpiVersion.CURRENT)
        ? "build it anew against that one"
        : "build it anew against one from " + oldest + " to " + SpiVersion.CURRENT;
  }

  /**
   * @throws PluginException if a module may not be run
   */
  static void require(ModuleDescriptor module) {
    refusal(module)
        .ifPresent(reason -> {
          throw new PluginException(reason);
        });
  }
}
