/** Zstd for record batches. */
package io.ringmain.protocol.codec.zstd;
