package io.ringmain.protocol.generator;

/** A schema that the generator does not understand; names the message and the field. */
final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SchemaException(String message) {
    super(message);
  }
}
