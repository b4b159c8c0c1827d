package io.ringmain.distribution;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringmain.kernel.metrics.BrokerMetrics;
import java.util.List;

/**
 * The text that Prometheus reads: the broker's own metrics, and through Micrometer those of the
 * Java machine and the process.
 *
 * <p>Called by one thread at a time.
 */
final class MetricsPage {
  /** Prometheus' text format, the one that every version of it understands. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  MetricsPage(BrokerMetrics metrics) {
    registry.getPrometheusRegistry().register(new PrometheusCollector(metrics));
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
  }

  String text() {
    return registry.scrape(CONTENT_TYPE);
  }
}
