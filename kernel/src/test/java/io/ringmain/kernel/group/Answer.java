package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes an answer, which may come once only. */
final class Answer<T> implements Consumer<T> {

  private final List<T> answers = new ArrayList<>(1);

  @Override
  public void accept(T answer) {
    answers.add(answer);
    assertEquals(1, answers.size(), "an answer comes once");
  }

  T get() {
    assertFalse(answers.isEmpty(), "no answer has come");
    return answers.getFirst();
  }

  boolean hasCome() {
    return !answers.isEmpty();
  }

  void assertWaiting() {
    assertTrue(answers.isEmpty(), () -> "an answer came too early: " + answers);
  }
}
