package io.ringmain.kernel.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The bound on what decoded requests take. */
class DecodedElementsTest {
  private final DecodedElements elements = new DecodedElements();

  @Test
  void refusesWhatWouldBeTooManyUntilSomeAreGivenBack() {
    int quarter = DecodedElements.MOST_OF_ALL / 4;
    for (int i = 0; i < 4; i++) {
      assertTrue(elements.tryTake(quarter));
    }
    assertFalse(elements.tryTake(quarter));
    elements.giveBack(quarter);
    assertTrue(elements.tryTake(quarter));
  }

  @Test
  void neverRefusesSmallRequests() {
    assertTrue(elements.tryTake(DecodedElements.MOST_OF_ALL));
    assertTrue(elements.tryTake(3));
    elements.giveBack(3);
    assertFalse(elements.tryTake(1000));
  }
}
