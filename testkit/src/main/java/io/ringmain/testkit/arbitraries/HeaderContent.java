package io.ringmain.testkit.arbitraries;

import java.util.Optional;

/**
 * A header of a record.
 *
 * @param value empty is Kafka's null
 */
public record HeaderContent(String key, Optional<Bytes> value) {}
