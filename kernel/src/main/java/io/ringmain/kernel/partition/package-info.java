/**
 * A partition as its leader sees it: offsets, producers' sequences, who waits for what.
 *
 * <pre>
 *      log start      last stable   high watermark       log end
 *      offset         offset            │                offset
 *        ▼              ▼               ▼                  ▼
 *   ─────┬──────────────┬───────────────┬──────────────────┬─────
 *        │  committed: consumers read   │ not yet in sync  │ next append
 *   ─────┴──────────────┴───────────────┴──────────────────┴─────
 * </pre>
 *
 * <p>One ring thread writes a partition. What transport threads read of it is published by volatile
 * writes.
 */
package io.ringmain.kernel.partition;
