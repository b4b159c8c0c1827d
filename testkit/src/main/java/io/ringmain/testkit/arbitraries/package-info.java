/**
 * Arbitraries for property tests with jqwik: what a broker, a storage or a client may be given.
 *
 * <p>{@code RingmainDomain} makes every record of this package a parameter type; {@code
 * RingmainArbitraries} has the same arbitraries one by one, to be narrowed or combined. All of them
 * shrink towards short examples: few records, no key, no header, one partition.
 */
package io.ringmain.testkit.arbitraries;
