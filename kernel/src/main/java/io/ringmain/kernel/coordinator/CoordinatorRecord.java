package io.ringmain.kernel.coordinator;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A record of a coordinator's partition, encoded as it is stored.
 *
 * @param key type (two bytes) and key message
 * @param value version (two bytes) and value message; empty for a tombstone
 */
public record CoordinatorRecord(ByteBuffer key, Optional<ByteBuffer> value) {}
