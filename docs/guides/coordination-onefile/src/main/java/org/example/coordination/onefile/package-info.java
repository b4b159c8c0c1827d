/**
 * A tree of values for the brokers of one process, in one file.
 *
 * <pre>
 *   OneFileCoordination, a session ──┐
 *   OneFileCoordination, another   ──┼──▶ Store: one thread ──▶ Proposal: allowed? ──▶ Journal: on disk
 *                                    ◀── answers, watches ────── Tree: there ◀──────────────────┘
 * </pre>
 *
 * <p>One thread decides, writes and tells, one commit after the other: the order of decisions (C4)
 * and the order of what is told (C2, C3) come of that alone, and nothing needs a lock. Lasting
 * entries are on disk before anybody hears of them; ephemeral ones go with the process anyhow, and
 * are never written.
 */
package org.example.coordination.onefile;
