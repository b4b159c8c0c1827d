/**
 * Who decides: election of the controller, registration of brokers, and the operations that change
 * metadata.
 *
 * <pre>
 *   handlers ─▶ Controller.submit(operation) ─▶ queue ─▶ draft: operations produce records
 *                                                          │ one commit for all that waited
 *                                                          ▼
 *               answers ◀── image published ◀── MetadataAppender: check epoch, create node, set head
 * </pre>
 *
 * <p>Everything runs on the metadata ring: one thread, no locks. An operation produces records;
 * replaying records is what changes state. Only the elected controller's appends pass the check of
 * the controller epoch, so that a deposed one can change nothing (Invariant 32).
 */
package io.ringmain.kernel.controller;
