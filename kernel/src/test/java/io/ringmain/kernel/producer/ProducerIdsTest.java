package io.ringmain.kernel.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProducerIdsTest {
  /** What the controller was asked for and has not answered. */
  private final ArrayDeque<CompletableFuture<ProducerIds.Block>> asked = new ArrayDeque<>();

  private final ProducerIds ids =
      new ProducerIds(() -> {
        CompletableFuture<ProducerIds.Block> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
      });

  private CompletableFuture<Long> next() {
    return ids.next().toCompletableFuture();
  }

  @Test
  void givesNoIdTwice() {
    List<Long> given = new ArrayList<>();
    long block = 1_000;
    for (int i = 0; i < 25; i++) {
      CompletableFuture<Long> id = next();
      if (!asked.isEmpty()) {
        asked.remove().complete(new ProducerIds.Block(block, block + 10));
        block += 100;
      }
      given.add(id.join());
    }
    assertEquals(
        LongStream.range(0, 25).map(i -> 1_000 + i / 10 * 100 + i % 10).boxed().toList(), given);
  }

  @Test
  void servesThoseWhoWaitInOrderWithOneQuestionForABlock() {
    List<Long> given = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Void> _ = next().thenAccept(given::add);
    }
    assertEquals(1, asked.size());
    asked.remove().complete(new ProducerIds.Block(10, 12));
    assertEquals(List.of(10L, 11L), given);
    assertEquals(1, asked.size(), "the next block is asked for at once");
    asked.remove().complete(new ProducerIds.Block(20, 30));
    assertEquals(List.of(10L, 11L, 20L, 21L, 22L), given);
    assertEquals(23, next().join());
    assertTrue(asked.isEmpty());
  }

  @Test
  void tellsThoseWhoWaitOfAFailureAndAsksAgainForTheNext() {
    CompletableFuture<Long> first = next();
    CompletableFuture<Long> second = next();
    asked.remove().completeExceptionally(new IllegalStateException("no controller"));
    assertTrue(first.isCompletedExceptionally() && second.isCompletedExceptionally());
    CompletableFuture<Long> third = next();
    assertFalse(third.isDone());
    asked.remove().complete(new ProducerIds.Block(5, 6));
    assertEquals(5, third.join());
  }

  @Test
  void aQuestionThatThrowsIsAFailureLikeAnyOther() {
    ArrayDeque<ProducerIds.Block> blocks = new ArrayDeque<>();
    ProducerIds fragile =
        new ProducerIds(() -> {
          if (blocks.isEmpty()) {
            throw new IllegalStateException("no controller");
          }
          return CompletableFuture.completedFuture(blocks.remove());
        });
    assertTrue(fragile.next().toCompletableFuture().isCompletedExceptionally());
    blocks.add(new ProducerIds.Block(5, 6));
    assertEquals(5, fragile.next().toCompletableFuture().join());
  }
}
