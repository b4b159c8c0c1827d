/** Kafka's wire and record formats, with message codecs generated from Kafka's own schemas. */
module io.ringmain.protocol {
  exports io.ringmain.protocol;
  exports io.ringmain.protocol.compress;
  exports io.ringmain.protocol.message;
  exports io.ringmain.protocol.record;
  exports io.ringmain.protocol.stored;

  uses io.ringmain.protocol.compress.CompressionCodec;
}
