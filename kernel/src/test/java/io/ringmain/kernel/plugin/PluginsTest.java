package io.ringmain.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class PluginsTest {
  private static final BrokerConfig CONFIG = BrokerConfig.parse(Map.of());

  private record BrokenStorage(String name) implements StorageProvider {
    @Override
    public Storage open(StorageContext context) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE, "the folder " + context.directories() + " is a file");
    }
  }

  private static Plugins storages(StorageProvider... providers) {
    return new Plugins(List.of(providers), List.of(), List.of());
  }

  private static String refusal(Runnable call) {
    return assertThrows(PluginException.class, call::run).getMessage();
  }

  @Test
  void namesWhatIsInstalledWhenThePluginAskedForIsNot() {
    Plugins plugins = storages(new BrokenStorage("tiered"), new BrokenStorage("memory"));
    assertEquals(
        "storage.provider=mmap: no such plugin is installed; installed: [memory, tiered]",
        refusal(() -> plugins.openStorage(CONFIG)));
    assertEquals(
        "transport.provider=netty: no such plugin is installed; installed: []",
        refusal(() -> plugins.openTransport(CONFIG)));
    assertEquals(
        "coordination.provider=zk: no such plugin is installed; installed: []",
        refusal(() -> plugins.openCoordination(CONFIG)));
  }

  @Test
  void refusesTwoPluginsOfOneKindWithTheSameName() {
    String message = refusal(() -> storages(new BrokenStorage("mmap"), new BrokenStorage("mmap")));
    assertTrue(message.startsWith("two storage plugins are named mmap: "), message);
    assertTrue(message.endsWith("only one of them may be installed"), message);
  }

  @Test
  void saysWhichPluginDoesNotOpenAndWhy() {
    assertEquals(
        "the storage plugin mmap does not open: the folder [data] is a file",
        refusal(() -> storages(new BrokenStorage("mmap")).openStorage(CONFIG)));
  }

  @Test
  void saysWhichKindOfPluginCannotBeLoaded() {
    Iterable<StorageProvider> loader =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public StorageProvider next() {
                throw new ServiceConfigurationError(
                    "Provider x.Y could not be instantiated", new IllegalStateException("no disk"));
              }
            };
    assertEquals(
        "a storage plugin cannot be loaded: Provider x.Y could not be instantiated:"
            + " java.lang.IllegalStateException: no disk",
        refusal(() -> Plugins.loaded(PluginKind.STORAGE, loader)));
  }

  @Test
  void knowsWhatIsInstalledByKind() {
    StorageProvider storage = new BrokenStorage("mmap");
    assertEquals(List.of(storage), storages(storage).installed().get(PluginKind.STORAGE));
    assertEquals(List.of(), storages(storage).installed().get(PluginKind.TRANSPORT));
  }
}
