/**
 * Turns Kafka's JSON message schemas into Java codecs; runs while the protocol module is built,
 * never at run time.
 */
module io.ringmain.protocol.generator {}
