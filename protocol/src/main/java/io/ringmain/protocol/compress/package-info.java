/**
 * Compression of record batches: which codecs this process has, found by {@code ServiceLoader},
 * each streaming from and to buffers with bounded memory. A missing codec is no obstacle to moving
 * compressed batches as they are; only looking inside needs it.
 */
package io.ringmain.protocol.compress;
