package io.ringmain.kernel.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A coordinator that keeps a list of words, on the partitions of a topic of stub logs. */
class CoordinatorHostTest {
  private static final String TOPIC = "words";

  private final StubHost host = new StubHost();
  private final List<Words> made = new ArrayList<>();
  private final CoordinatorHost<Words> coordinators =
      new CoordinatorHost<>(
          TOPIC,
          host.environment,
          CompressionCodecs.load(),
          runtime -> {
            Words words = new Words(runtime);
            made.add(words);
            return words;
          });
  private final List<ErrorCode> done = new ArrayList<>();
  private final List<ErrorCode> refused = new ArrayList<>();
  private final UUID topicId;

  CoordinatorHostTest() {
    host.replicas.addListener(coordinators);
    topicId = host.createTopic(TOPIC, 1);
    host.createTopic("other", 1);
  }

  /** Its state is what was replayed. */
  private static final class Words implements Coordinator {
    private final CoordinatorRuntime runtime;
    private final List<String> words = new ArrayList<>();
    private boolean loaded;
    private boolean unloaded;

    private Words(CoordinatorRuntime runtime) {
      this.runtime = runtime;
    }

    private void add(Consumer<ErrorCode> whenDone, String... added) {
      List<CoordinatorRecord> records = new ArrayList<>();
      for (String word : added) {
        records.add(new CoordinatorRecord(ByteBuffer.wrap(word.getBytes(UTF_8)), Optional.empty()));
      }
      runtime.write(records, whenDone);
    }

    @Override
    public void replay(long offset, long timestampMs, ByteBuffer key, Optional<ByteBuffer> value) {
      words.add(offset + " " + UTF_8.decode(key));
    }

    @Override
    public void onLoaded() {
      loaded = true;
    }

    @Override
    public void onUnloaded() {
      unloaded = true;
    }
  }

  private void submit(Consumer<Words> operation) {
    coordinators.submit(0, operation, refused::add);
    host.threads.settle();
  }

  private void add(String... words) {
    submit(coordinator -> coordinator.add(done::add, words));
  }

  @Test
  void runsWhereItLeadsAndNowhereElse() {
    assertEquals(Set.of(0), Set.copyOf(coordinators.partitions()));
    assertEquals(1, made.size());
    coordinators.submit(7, _ -> {}, refused::add);
    assertEquals(List.of(ErrorCode.NOT_COORDINATOR), refused);
  }

  @Test
  void whatIsWrittenIsReplayedAndThenDone() {
    add("a", "b");
    add("c");
    assertEquals(List.of("0 a", "1 b", "2 c"), made.getFirst().words);
    assertEquals(List.of(ErrorCode.NONE, ErrorCode.NONE), done);
    assertEquals(3, host.storage.log(TOPIC, 0).logEndOffset());
  }

  @Test
  void anEmptyWriteIsDoneAfterThoseBeforeIt() {
    List<String> order = new ArrayList<>();
    submit(coordinator -> {
      coordinator.add(_ -> order.add("a"), "a");
      coordinator.add(_ -> order.add("nothing"));
    });
    assertEquals(List.of("a", "nothing"), order);
  }

  @Test
  void anEmptyWriteIsDoneAfterWhatWasLoadedIsCommitted() {
    UUID replicated = replicated();
    add("a");
    host.changeLeader(replicated, 0, 2);
    host.changeLeader(replicated, 0, StubHost.BROKER_ID);
    assertEquals(List.of("0 a"), made.getLast().words);
    assertEquals(List.of(ErrorCode.NOT_COORDINATOR), done);
    add();
    assertEquals(List.of(ErrorCode.NOT_COORDINATOR), done);
    followerHas(1);
    assertEquals(List.of(ErrorCode.NOT_COORDINATOR, ErrorCode.NONE), done);
  }

  @Test
  void whatWasNotReplicatedInTimeIsStillNotCommitted() {
    replicated();
    add("a");
    host.threads.pass(10_000);
    assertEquals(List.of(ErrorCode.COORDINATOR_NOT_AVAILABLE), done);
    add();
    add();
    assertEquals(List.of(ErrorCode.COORDINATOR_NOT_AVAILABLE), done);
    host.threads.pass(10_000);
    assertEquals(Collections.nCopies(3, ErrorCode.COORDINATOR_NOT_AVAILABLE), done);
  }

  /** The topic anew, with a follower in sync that has not fetched yet. */
  private UUID replicated() {
    host.deleteTopic(topicId);
    return host.createReplicated(TOPIC, List.of(StubHost.BROKER_ID, 2), List.of(1, 2));
  }

  private void followerHas(long endOffset) {
    Partition partition = host.replicas.find(TOPIC, 0);
    Shard shard = host.shards.of(partition.id());
    shard.execute(() -> {
      assertTrue(partition.followers().fetched(2, endOffset, 0, -1));
      shard.publish(partition);
    });
    host.threads.settle();
  }

  @Test
  void aNewLeaderFindsWhatTheOldOneWrote() {
    add("a", "b");
    host.changeLeader(topicId, 0, 2);
    assertTrue(made.getFirst().unloaded);
    assertEquals(Set.of(), Set.copyOf(coordinators.partitions()));
    host.changeLeader(topicId, 0, StubHost.BROKER_ID);
    assertTrue(made.getLast().loaded);
    assertEquals(List.of("0 a", "1 b"), made.getLast().words);
  }

  @Test
  void whatCannotBeWrittenIsNotReplayed() {
    host.storage
        .log(TOPIC, 0)
        .failAppends(new StorageException(StorageException.Kind.FULL, "no room"));
    add("a");
    assertEquals(List.of(), made.getFirst().words);
    assertEquals(List.of(ErrorCode.NOT_COORDINATOR), done);
  }

  @Test
  void aWriteThatThrowsIsToldAndKeepsNobodyWaiting() {
    host.storage.log(TOPIC, 0).failAppends(new IllegalStateException("meant to fail"));
    add("a");
    assertEquals(List.of(ErrorCode.UNKNOWN_SERVER_ERROR), done);
    assertEquals(List.of(), made.getFirst().words);
    host.storage.log(TOPIC, 0).failAppends(null);
    // Done at once: nothing is uncommitted any more.
    submit(coordinator -> coordinator.add(done::add));
    assertEquals(List.of(ErrorCode.UNKNOWN_SERVER_ERROR, ErrorCode.NONE), done);
  }

  @Test
  void aFailingOperationIsToldToWhoAsked() {
    submit(_ -> {
      throw new IllegalStateException("meant to fail");
    });
    assertEquals(List.of(ErrorCode.UNKNOWN_SERVER_ERROR), refused);
  }

  @Test
  void aLogThatCannotBeReadHasNoCoordinator() {
    add("a");
    host.changeLeader(topicId, 0, 2);
    host.storage.log(TOPIC, 0).failReads(new IllegalStateException("meant to fail"));
    host.changeLeader(topicId, 0, StubHost.BROKER_ID);
    submit(_ -> {});
    assertEquals(List.of(ErrorCode.COORDINATOR_NOT_AVAILABLE), refused);
  }

  @Test
  void tasksOfAnUnloadedCoordinatorAreDead() {
    List<String> ran = new ArrayList<>();
    submit(coordinator -> coordinator.runtime.schedule(100, () -> ran.add("task")));
    host.changeLeader(topicId, 0, 2);
    host.threads.pass(200);
    assertEquals(List.of(), ran);
  }
}
