/** Clients for tests, without Kafka's own: they speak the wire format over any transport. */
package io.ringmain.testkit.client;
