/**
 * A coordination store for one broker: a tree in memory, every lasting change of which is in a
 * journal on disk before anybody is told.
 *
 * <pre>
 *   LocalCoordinationProvider ──▶ LocalStore (one for each folder, with the thread)
 *                                   │  ├── Tree      what the sessions see
 *                                   │  └── Journal   metadata.journal: what survives
 *                                   └── LocalCoordination (a session), any number
 * </pre>
 */
package io.ringmain.coordination.local;
