package io.ringmain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClosingOrderTest {
  private final ClosingOrder order = new ClosingOrder(Runnable::run);
  private final List<String> closed = new ArrayList<>();

  private boolean close() {
    return order.close().toCompletableFuture().isDone();
  }

  @Test
  void closesTheLastOpenedFirst() {
    order.add(() -> closed.add("storage"));
    order.add(() -> closed.add("listener"));
    assertTrue(close());
    assertEquals(List.of("listener", "storage"), closed);
  }

  @Test
  void waitsForAPartBeforeItClosesTheNext() {
    CompletableFuture<Void> logs = new CompletableFuture<>();
    order.add(() -> closed.add("storage"));
    order.addAsync(() -> logs);
    assertFalse(close());
    assertEquals(List.of(), closed);
    logs.complete(null);
    assertEquals(List.of("storage"), closed);
  }

  @Test
  void goesOnAfterAPartThatFails() {
    order.add(() -> closed.add("storage"));
    order.addAsync(() -> CompletableFuture.failedFuture(new IllegalStateException("meant")));
    order.add(() -> {
      throw new IllegalStateException("meant to fail");
    });
    assertTrue(close());
    assertEquals(List.of("storage"), closed);
  }
}
