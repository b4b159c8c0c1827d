package io.ringmain.testkit.broker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class, or one test method, a broker of its own. It starts before the first
 * test that asks for it, and is closed after the last.
 *
 * <p>Parameters of type {@link RingmainBroker}, and {@code String}s marked {@link
 * BootstrapServers}, are injected. On a class, its tests and its nested classes share the broker;
 * on a method, only that one uses it. Classes that run in parallel have a broker each.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RingmainExtension.class)
public @interface RingmainTest {
  /** Where records are kept. */
  BrokerStorage storage() default BrokerStorage.MEMORY;

  /** Kafka's broker settings, as {@code key=value}. */
  String[] settings() default {};

  /** Topics to create, as {@code name} or {@code name:partitions}. */
  String[] topics() default {};
}
