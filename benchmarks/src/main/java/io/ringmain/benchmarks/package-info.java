/**
 * The side-by-side run against Apache Kafka.
 *
 * <pre>
 *   Compare ── Options
 *      │ for each round, for each broker in turn
 *      ├─ BrokerLauncher (KafkaLauncher, RingmainLauncher) → BrokerProcess: CPU time, memory, stop
 *      ├─ StartProbe     process start → first acknowledged record, idle memory
 *      ├─ ProduceLoad, FetchLoad on Connections: replayed requests, checked responses
 *      ↓
 *   Results ── MarkdownReport, RatioPlot ── BarChart
 * </pre>
 */
package io.ringmain.benchmarks;
