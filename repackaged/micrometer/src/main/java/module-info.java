/**
 * Micrometer with its Prometheus registry, as one module that {@code jlink} accepts.
 *
 * <p>The classes are those of the published jars, unpacked beside this descriptor: meters, the
 * registry, and the binders for the JVM and the operating system.
 */
module io.ringmain.repackaged.micrometer {
  requires java.logging;
  requires java.management;
  requires jdk.management;

  exports io.micrometer.common;
  exports io.micrometer.core.instrument;
  exports io.micrometer.core.instrument.binder;
  exports io.micrometer.core.instrument.binder.jvm;
  exports io.micrometer.core.instrument.binder.system;
  exports io.micrometer.core.instrument.composite;
  exports io.micrometer.core.instrument.config;
  exports io.micrometer.core.instrument.distribution;
  exports io.micrometer.core.instrument.search;
  exports io.micrometer.core.instrument.simple;
  exports io.micrometer.prometheusmetrics;
  exports io.prometheus.metrics.config;
  exports io.prometheus.metrics.expositionformats;
  exports io.prometheus.metrics.model.registry;
  exports io.prometheus.metrics.model.snapshots;
}
