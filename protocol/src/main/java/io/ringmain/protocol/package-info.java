/** Kafka's wire and record formats. */
package io.ringmain.protocol;
