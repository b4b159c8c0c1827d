/**
 * One handler for each Kafka API, and the table that finds it.
 *
 * <p>A handler is called on the transport thread of the connection and never blocks: it answers at
 * once from published state, or hands on to a ring and answers from there.
 */
package io.ringmain.kernel.api;
