package io.ringmain.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.transport.FramePart;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpiVersionTest {

  private static ModuleDescriptor builtAgainst(String version) {
    return ModuleDescriptor.newModule("plugin")
        .requires(Set.of(), "io.ringmain.spi", Version.parse(version))
        .build();
  }

  @Test
  void isThatOfTheModule() throws IOException {
    try (InputStream in = SpiVersion.class.getResourceAsStream("/module-info.class")) {
      assertEquals(
          SpiVersion.CURRENT.toString(), ModuleDescriptor.read(in).rawVersion().orElseThrow());
    }
  }

  @Test
  void whatAPluginWasBuiltAgainstIsInItsDescriptor() {
    assertEquals(Optional.of(new SpiVersion(2, 13)), SpiVersion.builtAgainst(builtAgainst("2.13")));
    assertEquals(
        Optional.of(new SpiVersion(0, 1)), SpiVersion.builtAgainst(builtAgainst("0.1.0-SNAPSHOT")));
    assertEquals(Optional.empty(), SpiVersion.builtAgainst(builtAgainst("7")));
    assertEquals(
        Optional.empty(),
        SpiVersion.builtAgainst(
            ModuleDescriptor.newModule("plugin").requires("io.ringmain.spi").build()));
    assertEquals(
        Optional.empty(), SpiVersion.builtAgainst(ModuleDescriptor.newModule("other").build()));
  }

  @Test
  void runsWhatNeedsNothingNewer() {
    SpiVersion broker = new SpiVersion(2, 3);
    assertTrue(broker.runs(new SpiVersion(2, 3)));
    assertTrue(broker.runs(new SpiVersion(2, 0)));
    assertFalse(broker.runs(new SpiVersion(2, 4)));
    assertFalse(broker.runs(new SpiVersion(1, 0)));
    assertFalse(broker.runs(new SpiVersion(3, 0)));
  }

  /** A plugin switches over these without a default, so one more of them is a new major version. */
  @Test
  void closedTypesStayAsTheyAre() {
    assertEquals(List.of("Buffer", "Slice"), permitted(FramePart.class));
    assertEquals(
        List.of("Check", "Create", "CreateEphemeral", "Delete", "Set"), permitted(Operation.class));
  }

  private static List<String> permitted(Class<?> type) {
    return Stream.of(type.getPermittedSubclasses()).map(Class::getSimpleName).sorted().toList();
  }
}
