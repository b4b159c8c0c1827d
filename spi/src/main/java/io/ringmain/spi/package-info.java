/**
 * What all three plugin contracts share: a provider's name, the settings it understands, and the
 * version of the contracts.
 *
 * <pre>
 *   ServiceLoader ──▶ Provider (name, settings, open) ──▶ product (operations, close)
 *
 *   StorageProvider       ──▶ Storage ──▶ PartitionLog ──▶ LogSlice
 *   TransportProvider     ──▶ Transport ──▶ BoundListener, Connection ──▶ Frame
 *   CoordinationProvider  ──▶ Coordination
 * </pre>
 *
 * <p>Within a major {@linkplain io.ringmain.spi.SpiVersion version} the contracts grow by {@code
 * default} methods, new types and new constructors, and nothing else changes: no method without a
 * body is added, no sealed interface that a plugin is given gets another member, and no rule asks
 * for more than it did. A broker refuses a plugin that was built against another major version, or
 * against a later minor one, and names both.
 */
package io.ringmain.spi;
