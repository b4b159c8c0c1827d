package io.ringmain.kernel.plugin;

import static java.lang.System.Logger.Level.DEBUG;

import io.ringmain.spi.PluginProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * The providers that modules declare, found where nobody resolves modules: on a class path, as in
 * the tests of most applications.
 *
 * <p>{@link java.util.ServiceLoader} reads {@code META-INF/services} there. A plugin says what it
 * provides in its {@code module-info} already, so that is read instead, and nobody has to say it
 * twice. Used on the thread that starts the broker.
 */
final class ClassPathProviders {
  private static final System.Logger LOG = System.getLogger(ClassPathProviders.class.getName());

  private ClassPathProviders() {}

  /**
   * One provider for each class that a descriptor on the class path names.
   *
   * @throws PluginException if a plugin was built against other contracts
   * @throws ServiceConfigurationError if one cannot be made
   */
  static <P extends PluginProvider> List<P> of(Class<P> service, ClassLoader loader) {
    List<P> made = new ArrayList<>();
    for (ModuleDescriptor module : modules(loader)) {
      SpiCompatibility.require(module);
      for (ModuleDescriptor.Provides provides : module.provides()) {
        if (provides.service().equals(service.getName())) {
          provides.providers().forEach(name -> made.add(make(service, name, loader)));
        }
      }
    }
    return made;
  }

  private static List<ModuleDescriptor> modules(ClassLoader loader) {
    List<ModuleDescriptor> modules = new ArrayList<>();
    try {
      for (URL descriptor : Collections.list(loader.getResources("module-info.class"))) {
        // The JDK's own are of no interest, and many.
        if (!descriptor.getProtocol().equals("jrt")) {
          read(descriptor).ifPresent(modules::add);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return modules;
  }

  /** Nothing if this JVM cannot read it, as of a library for a newer one: no plugin of ours. */
  private static Optional<ModuleDescriptor> read(URL descriptor) throws IOException {
    try (InputStream in = descriptor.openStream()) {
      return Optional.of(ModuleDescriptor.read(in));
    } catch (InvalidModuleDescriptorException unreadable) {
      LOG.log(DEBUG, () -> descriptor + " is passed over: " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  private static <P> P make(Class<P> service, String name, ClassLoader loader) {
    try {
      return service.cast(Class.forName(name, true, loader).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | ClassCastException | LinkageError failure) {
      throw new ServiceConfigurationError(
          service.getName() + ": Provider " + name + " could not be instantiated", failure);
    }
  }
}
