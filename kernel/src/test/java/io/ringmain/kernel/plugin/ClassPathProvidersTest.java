package io.ringmain.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.spi.SpiVersion;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleProvideInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathProvidersTest {
  /** Public with a public constructor, as a provider must be. */
  public static final class TapeStorage implements StorageProvider {
    @Override
    public String name() {
      return "tape";
    }

    @Override
    public Storage open(StorageContext context) {
      throw new UnsupportedOperationException();
    }
  }

  @TempDir private Path folder;
  private String spiVersion = SpiVersion.CURRENT.toString();

  @Test
  void findsWhatADescriptorOnTheClassPathDeclares() throws IOException {
    try (URLClassLoader loader = classPathWithModuleThatProvides(TapeStorage.class.getName())) {
      assertEquals(
          List.of("tape"),
          ClassPathProviders.of(StorageProvider.class, loader).stream()
              .map(StorageProvider::name)
              .toList());
    }
  }

  @Test
  void namesTheProviderThatCannotBeMade() throws IOException {
    try (URLClassLoader loader = classPathWithModuleThatProvides("tape.Missing")) {
      String message =
          assertThrows(
                  ServiceConfigurationError.class,
                  () -> ClassPathProviders.of(StorageProvider.class, loader))
              .getMessage();
      assertEquals(
          "io.ringmain.spi.storage.StorageProvider: Provider tape.Missing could not be"
              + " instantiated",
          message);
    }
  }

  @Test
  void passesOverADescriptorThatThisJvmCannotRead() throws IOException {
    Files.write(folder.resolve("module-info.class"), new byte[] {1, 2, 3});
    try (URLClassLoader loader = classPath()) {
      assertEquals(List.of(), ClassPathProviders.of(StorageProvider.class, loader));
    }
  }

  @Test
  void refusesAPluginOfOtherContracts() throws IOException {
    spiVersion = "2.0";
    try (URLClassLoader loader = classPathWithModuleThatProvides("tape.NeverLoaded")) {
      String message =
          assertThrows(
                  PluginException.class, () -> ClassPathProviders.of(StorageProvider.class, loader))
              .getMessage();
      assertEquals(
          "the plugin tape was built against version 2.0 of io.ringmain.spi, and this broker has"
              + " version 1.0; build it anew against that one",
          message);
    }
  }

  private URLClassLoader classPathWithModuleThatProvides(String provider) throws IOException {
    ModuleAttribute module =
        ModuleAttribute.of(
            ModuleDesc.of("tape"),
            builder ->
                builder
                    .requires(ModuleDesc.of("java.base"), List.of(AccessFlag.MANDATED), "25")
                    .requires(ModuleDesc.of("io.ringmain.spi"), List.of(), spiVersion)
                    .provides(
                        ModuleProvideInfo.of(
                            ClassDesc.of(StorageProvider.class.getName()),
                            ClassDesc.of(provider))));
    Files.write(folder.resolve("module-info.class"), ClassFile.of().buildModule(module));
    return classPath();
  }

  private URLClassLoader classPath() throws IOException {
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ClassPathProvidersTest.class.getClassLoader());
  }
}
