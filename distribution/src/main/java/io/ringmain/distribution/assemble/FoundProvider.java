package io.ringmain.distribution.assemble;

import io.ringmain.kernel.config.PluginKind;
import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.SpiVersion;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/**
 * A plugin and the module that it comes from.
 *
 * @param spi the version of the contracts that it was built against
 */
public record FoundProvider(
    PluginKind kind, PluginProvider provider, String module, String version, String spi) {

  /** Asks the provider's class. */
  public static FoundProvider of(PluginKind kind, PluginProvider provider) {
    Optional<ModuleDescriptor> module =
        Optional.ofNullable(provider.getClass().getModule().getDescriptor());
    return new FoundProvider(
        kind,
        provider,
        module.map(ModuleDescriptor::name).orElse("no module"),
        module.flatMap(ModuleDescriptor::rawVersion).orElse("unknown"),
        module.flatMap(SpiVersion::builtAgainst).map(SpiVersion::toString).orElse("unknown"));
  }

  public String name() {
    return provider.name();
  }
}
