/**
 * A client's connection: requests in, responses out, in order (steps 1 and 8 of the write path).
 *
 * <pre>
 *   transport ─▶ ClientConnection.onFrame ─▶ RequestTable ─▶ handler ─▶ … any thread …
 *                                                                        │ ClientRequest.respond
 *   transport ◀─ ResponseEncoder ◀─ ClientConnection.onWake ◀────────────┘
 * </pre>
 */
package io.ringmain.kernel.connection;
