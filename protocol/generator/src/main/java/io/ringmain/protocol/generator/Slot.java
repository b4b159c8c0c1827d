package io.ringmain.protocol.generator;

/**
 * A place that a value is read into or written from: a field, or the element of an array.
 *
 * @param owner the struct's name for error messages, {@code ProduceRequest.TopicProduceData}
 * @param fieldName the field's Java name
 * @param value the Java expression of the value
 * @param nullable the versions that allow null
 * @param flexible the versions with compact lengths
 * @param known the versions that {@code version} can have where the code stands
 * @param tagged whether the value stands in a tagged field
 */
record Slot(
    String owner,
    String fieldName,
    String value,
    Versions nullable,
    Versions flexible,
    Versions known,
    boolean tagged) {

  /** The slot of an element of the array in this slot. */
  Slot element(String value) {
    return new Slot(owner, fieldName, value, Versions.NONE, flexible, known, false);
  }

  /** The arguments that tell the reader what it is reading. */
  String names() {
    return "\"" + owner + "\", \"" + fieldName + "\"";
  }
}
