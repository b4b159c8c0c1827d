/** Kafka's wire and record formats. */
module io.ringmain.protocol {
}
