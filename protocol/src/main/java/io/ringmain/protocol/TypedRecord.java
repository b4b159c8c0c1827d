package io.ringmain.protocol;

/** A stored record whose type is a number written in front of it, as in the metadata log. */
public interface TypedRecord extends Message {
  /** The number of the record type; each log has its own numbering. */
  short apiKey();
}
