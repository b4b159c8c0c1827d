package io.ringmain.distribution.architecture.broken.chance;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Breaks the rule about determinism, once in every method. None of them is ever called. */
final class TakesWhatItIsNotGiven {
  private TakesWhatItIsNotGiven() {}

  static long nanoTime() {
    return System.nanoTime();
  }

  static long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  static LongSupplier referenceToAClock() {
    return System::nanoTime;
  }

  static Instant instantNow() {
    return Instant.now();
  }

  static Thread newThread() {
    return new Thread(TakesWhatItIsNotGiven::nanoTime);
  }

  static Thread threadBuilder() {
    return Thread.ofVirtual().unstarted(TakesWhatItIsNotGiven::nanoTime);
  }

  static void sleeping() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
  }

  static void parking() {
    LockSupport.parkNanos(1);
  }

  static Random random() {
    return new Random(1);
  }

  static Random secureRandom() {
    return new SecureRandom();
  }

  static int threadLocalRandom() {
    return ThreadLocalRandom.current().nextInt();
  }

  static double mathRandom() {
    return Math.random();
  }

  static UUID randomUuid() {
    return UUID.randomUUID();
  }

  static void shuffling(List<String> list) {
    Collections.shuffle(list);
  }

  static ExecutorService executor() {
    return Executors.newSingleThreadExecutor();
  }

  static CompletableFuture<Long> asyncInTheCommonPool() {
    return CompletableFuture.supplyAsync(TakesWhatItIsNotGiven::nanoTime);
  }

  static CompletableFuture<Long> thenAsyncInTheCommonPool(CompletableFuture<Long> stage) {
    return stage.thenApplyAsync(value -> value + 1);
  }

  static CompletableFuture<Long> timeoutOnTheJdksTimer(CompletableFuture<Long> stage) {
    return stage.orTimeout(1, TimeUnit.SECONDS);
  }
}
