/**
 * What a broker can be told, and what it was told.
 *
 * <pre>
 *   text, key=value ──▶ BrokerConfig.parse ──▶ BrokerConfig ──▶ TopicConfig of each topic
 *                            │                     ▲                  ▲
 *                            │ every problem       │ dynamic          │ the topic's own overrides
 *                            ▼                     │                  │
 *                       ConfigException      IncrementalAlterConfigs, CreateTopics
 * </pre>
 *
 * <p>{@link io.ringmain.kernel.config.BrokerKeys#TABLE} and {@link
 * io.ringmain.kernel.config.TopicKeys#TABLE} define every key once: name, type, default, allowed
 * values, whether it can be changed while the broker runs, and a sentence of documentation. Names
 * are Kafka's where the meaning is Kafka's. A key that would have no effect is refused, so that
 * nobody relies on it.
 *
 * <p>Everything here is immutable and may be used from any thread.
 */
package io.ringmain.kernel.config;
