package io.ringmain.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.SpiVersion;
import io.ringmain.spi.transport.TransportProvider;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpiCompatibilityTest {

  private static ModuleDescriptor.Builder plugin() {
    return ModuleDescriptor.newModule("pigeon")
        .provides(TransportProvider.class.getName(), List.of("pigeon.Transport"));
  }

  private static Optional<String> refusal(String builtAgainst) {
    return SpiCompatibility.refusal(
        plugin().requires(Set.of(), "io.ringmain.spi", Version.parse(builtAgainst)).build());
  }

  @Test
  void takesPluginsOfItsOwnContracts() {
    assertEquals(Optional.empty(), refusal(SpiVersion.CURRENT.toString()));
  }

  @Test
  void namesBothVersionsWhenItRefuses() {
    assertEquals(
        Optional.of(
            "the plugin pigeon was built against version 0.1 of io.ringmain.spi, and this broker"
                + " has version 1.0; build it anew against that one"),
        refusal("0.1.0-SNAPSHOT"));
  }

  @Test
  void refusesAPluginThatDoesNotSay() {
    assertEquals(
        Optional.of(
            "the plugin pigeon does not say which version of io.ringmain.spi it was built against;"
                + " compile its module-info against that module, version 1.0"),
        SpiCompatibility.refusal(plugin().requires("io.ringmain.spi").build()));
  }

  @Test
  void hasNoOpinionOnModulesThatAreNoPlugins() {
    assertEquals(
        Optional.empty(), SpiCompatibility.refusal(ModuleDescriptor.newModule("loft").build()));
  }
}
