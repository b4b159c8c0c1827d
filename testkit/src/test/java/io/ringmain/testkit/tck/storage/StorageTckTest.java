package io.ringmain.testkit.tck.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.memory.MemoryDisks;
import io.ringmain.testkit.tck.SpiRules;
import io.ringmain.testkit.tck.SuiteRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The storage suite covers every rule, and catches whoever breaks one. */
final class StorageTckTest {

  @Test
  void everyRuleHasATestOrAReasonForHavingNone() throws IOException {
    Set<String> stated = SpiRules.statedIn("storage", 'S');
    assertTrue(stated.size() >= 38, stated.toString());
    Set<String> covered = new TreeSet<>(SpiRules.provedBy(StorageTck.class, 'S'));
    covered.addAll(StorageTck.NOT_TESTABLE.keySet());
    assertEquals(stated, covered);
  }

  @Test
  void everyTestedRuleIsBrokenBySomeStorage() {
    Set<String> broken =
        Arrays.stream(BrokenStorage.values())
            .map(BrokenStorage::rule)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(SpiRules.provedBy(StorageTck.class, 'S'), broken);
  }

  @ParameterizedTest
  @EnumSource
  void testsOfTheBrokenRuleFailAndNoOthers(BrokenStorage broken) {
    Subject.broken = broken;
    SuiteRun run = SuiteRun.ofRules(Subject.class, broken.rule());
    assertEquals(Set.of(broken.rule()), run.brokenRules(), () -> run.failed().toString());
    assertFalse(run.passed().isEmpty());
  }

  /** Those that a single thread can notice without a restart between two particular calls. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "S3_LOSING_THE_LAST_SEGMENT",
        "S3_DURABLE_AT_ONCE",
        "S16_BEGINNING_EPOCHS_EARLY",
        "S17_BEYOND_THE_BOUND",
        "S17_GENEROUS",
        "S18_READING_LATE",
        "S21_SPARING_THE_BATCH_CUT_THROUGH",
        "S29_PASSING_TIMESTAMPS",
        "S31_TELLING_THE_FORMER_DURABLE_OFFSET"
      })
  void historiesFindWhatIsBroken(BrokenStorage broken) {
    Subject.broken = broken;
    assertEquals(
        Set.of("historyOfALogIsThatOfAList"), SuiteRun.ofHistories(Subject.class).failed());
  }

  /** The suite as the author of a broken plugin would run it. */
  static final class Subject extends StorageTck {
    private static volatile BrokenStorage broken = BrokenStorage.S1_SHARING;

    private final MemoryDisks disks = new MemoryDisks();

    @Override
    protected StorageProvider provider() {
      return broken.on(disks);
    }

    @Override
    protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories) {
      for (Path directory : directories) {
        switch (crash) {
          case KILL -> disks.kill(directory);
          case MACHINE_FAILURE -> disks.failMachine(directory);
        }
      }
      return Optional.of(directories);
    }

    @Override
    protected boolean damage(List<Path> directories, LogId id, byte[] recordBatch) {
      long offset = ByteBuffer.wrap(recordBatch).getLong(0);
      return disks.damage(directories.getFirst(), id, offset);
    }

    @Override
    protected boolean failWrites(Storage running, List<Path> directories) {
      disks.failWrites(directories.getFirst(), true);
      return true;
    }
  }
}
