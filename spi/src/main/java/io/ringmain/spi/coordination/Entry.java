package io.ringmain.spi.coordination;

/**
 * A value in the store.
 *
 * @param value the bytes; the holder's own copy, at most {@link Operation#MAX_VALUE_BYTES}
 * @param version C12. changes with every set and never returns to an earlier value while the path
 *     exists; what a commit tells and what a read tells are the same
 * @param ephemeralSessionId the session whose end removes it, or 0 for a lasting entry
 */
@SuppressWarnings("ArrayRecordComponent") // values are carried, never compared
public record Entry(byte[] value, long version, long ephemeralSessionId) {}
