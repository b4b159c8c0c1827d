/**
 * What all three plugin contracts share: a provider's name and the settings it understands.
 *
 * <pre>
 *   ServiceLoader ──▶ Provider (name, settings, open) ──▶ product (operations, close)
 *
 *   StorageProvider       ──▶ Storage ──▶ PartitionLog ──▶ LogSlice
 *   TransportProvider     ──▶ Transport ──▶ BoundListener, Connection ──▶ Frame
 *   CoordinationProvider  ──▶ Coordination
 * </pre>
 */
package io.ringmain.spi;
