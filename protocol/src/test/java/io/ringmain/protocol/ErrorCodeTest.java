package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Our errors are Kafka's: ids, names, and what may be tried again. */
class ErrorCodeTest {

  @Test
  void hasEveryErrorOfKafka() {
    assertEquals(Errors.values().length, ErrorCode.values().length);
    for (Errors theirs : Errors.values()) {
      ErrorCode ours = ErrorCode.valueOf(theirs.name());
      assertEquals(theirs.code(), ours.id(), theirs.name());
      assertEquals(
          theirs.exception() instanceof RetriableException, ours.retriable(), theirs.name());
    }
  }

  @Test
  void everyErrorSaysWhatItMeans() {
    for (ErrorCode error : ErrorCode.values()) {
      assertFalse(error.message().isBlank(), error.name());
    }
  }

  @Test
  void findsErrorsById() {
    for (ErrorCode error : ErrorCode.values()) {
      assertSame(error, ErrorCode.forIdOrNull(error.id()));
      assertSame(error, ErrorCode.forId(error.id()).orElseThrow());
    }
    assertNull(ErrorCode.forIdOrNull(-2));
    assertNull(ErrorCode.forIdOrNull(ErrorCode.values().length));
  }
}
