/**
 * Reading: fetch sessions, parked fetches, and records that are sent from where they lie.
 *
 * <p>A fetch is served on the transport thread, from what partitions have published; it passes no
 * ring. Only a fetch that must wait is parked in the shards of its partitions.
 */
package io.ringmain.kernel.fetch;
