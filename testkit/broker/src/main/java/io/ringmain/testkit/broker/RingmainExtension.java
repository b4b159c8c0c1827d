package io.ringmain.testkit.broker;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the broker that {@link RingmainTest} describes and injects it. Without the annotation,
 * {@code @ExtendWith(RingmainExtension.class)} gives a broker with default settings.
 *
 * <p>The broker lives in the store of the annotated class or method, which JUnit closes at its end.
 */
public final class RingmainExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RingmainExtension.class);

  /** For JUnit. */
  public RingmainExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RingmainBroker.class
        || (type == String.class && parameter.isAnnotated(BootstrapServers.class));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RingmainBroker broker = broker(context);
    return parameter.getParameter().getType() == RingmainBroker.class
        ? broker
        : broker.bootstrapServers();
  }

  private static RingmainBroker broker(ExtensionContext context) {
    ExtensionContext owner = owner(context);
    RingmainTest wanted =
        owner.getElement().map(element -> element.getAnnotation(RingmainTest.class)).orElse(null);
    return owner
        .getStore(NAMESPACE)
        .computeIfAbsent(
            owner.getUniqueId(), // a store also finds what its parents hold
            _ -> RingmainBroker.start(wanted == null ? BrokerSetup.DEFAULT : setup(wanted)),
            RingmainBroker.class);
  }

  /** The nearest method or class that has the annotation, else the outermost class. */
  private static ExtensionContext owner(ExtensionContext context) {
    ExtensionContext outermost = context;
    ExtensionContext at = context;
    while (at.getElement().isPresent()) {
      if (at.getElement().get().isAnnotationPresent(RingmainTest.class)) {
        return at;
      }
      outermost = at;
      if (at.getParent().isEmpty()) {
        break;
      }
      at = at.getParent().get();
    }
    return outermost;
  }

  private static BrokerSetup setup(RingmainTest wanted) {
    BrokerSetup setup = BrokerSetup.DEFAULT.withStorage(wanted.storage());
    for (String setting : wanted.settings()) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new ParameterResolutionException(
            "@RingmainTest(settings = \"" + setting + "\"): expected key=value");
      }
      setup = setup.withSetting(setting.substring(0, equals), setting.substring(equals + 1));
    }
    for (String topic : wanted.topics()) {
      int colon = topic.indexOf(':');
      setup =
          colon < 0
              ? setup.withTopic(topic, 1)
              : setup.withTopic(topic.substring(0, colon), partitions(topic, colon));
    }
    return setup;
  }

  private static int partitions(String topic, int colon) {
    try {
      return Integer.parseInt(topic.substring(colon + 1));
    } catch (NumberFormatException malformed) {
      throw new ParameterResolutionException(
          "@RingmainTest(topics = \"" + topic + "\"): expected name or name:partitions", malformed);
    }
  }
}
