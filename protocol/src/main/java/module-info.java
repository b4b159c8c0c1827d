/** Kafka's wire and record formats. */
module io.ringmain.protocol {
  exports io.ringmain.protocol.compress;
  exports io.ringmain.protocol.record;
}
