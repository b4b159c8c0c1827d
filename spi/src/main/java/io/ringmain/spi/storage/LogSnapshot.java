package io.ringmain.spi.storage;

import java.nio.ByteBuffer;

/**
 * What the kernel saved about a log.
 *
 * @param offset the log end offset it speaks of
 * @param content a heap buffer of the caller's own
 */
public record LogSnapshot(long offset, ByteBuffer content) {}
