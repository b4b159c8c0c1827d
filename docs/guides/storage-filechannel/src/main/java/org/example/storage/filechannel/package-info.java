/**
 * Partition logs in plain files.
 *
 * <pre>
 *   log.dir/
 *     .lock                               one storage at a time (S1)
 *     filechannel/
 *       orders-0/
 *         5f2c…-topic-id/                 one log
 *           00000000000000000000.log      a segment: record batches, one after the other
 *           00000000000000000730.log      the active segment: appended to
 *           00000000000000000700.snapshot what the kernel saved about the log
 *           state                         log start and leader epochs, as a journal
 *       3b1e….deleted/                    on its way out
 * </pre>
 *
 * <p>There is no index file. Opening a log reads all of it, verifies every batch, and keeps in
 * memory where each one lies: simple, safe after any crash, and slow for logs of many gigabytes. A
 * read copies the batches out of the file, so a slice never depends on a file (S18, S24).
 */
package org.example.storage.filechannel;
