/**
 * The broker: write path, partitions, replication, groups, controller.
 *
 * <pre>
 *   Broker ─┬─▶ BoundListeners, ClaimedDirectories, plugins   opened first
 *           ├─▶ BrokerParts    who knows whom ─▶ ServedApis   one handler for each API
 *           └─▶ ClosingOrder   everything, the last opened first
 * </pre>
 */
package io.ringmain.kernel;
