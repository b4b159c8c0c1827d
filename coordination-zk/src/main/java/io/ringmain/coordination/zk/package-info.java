/**
 * ZooKeeper, external or embedded, as the coordination of a Ringmain cluster.
 *
 * <pre>
 *  caller ──▶ ZkCoordination ──▶ ZkSession ──TCP──▶ ensemble, or EmbeddedZooKeeper in this process
 *                  ▲                 │ ZooKeeper's event thread
 *                  └─ CallbackThread ◀┘ completions, watches, session events: one at a time
 * </pre>
 *
 * <p>A {@link io.ringmain.coordination.zk.ZkSession} is one ZooKeeper session; when it expires, the
 * coordination opens the next and puts its watches up again. The callback thread outlives sessions,
 * so the order of what callers hear does too.
 */
package io.ringmain.coordination.zk;
