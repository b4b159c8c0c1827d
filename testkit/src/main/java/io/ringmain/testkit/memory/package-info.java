/**
 * The three plugins, named {@code memory}, inside the process: for fast tests with threads, and for
 * simulations without.
 *
 * <pre>
 *   MemoryDisks    .provider()   StorageProvider       logs outlive the storage that wrote them
 *   MemoryNetwork  .provider()   TransportProvider     frames between client and broker
 *   MemoryEnsemble .provider()   CoordinationProvider  sessions of one shared store
 * </pre>
 *
 * <p>They follow the rules of their contracts; where one cannot apply in memory, the class says so.
 */
package io.ringmain.testkit.memory;
