package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.memory.MemoryDisks;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The storage in memory, broken in one way each; named by the rule that does not hold then. */
enum BrokenStorage {
  S1_SHARING(BrokenStorages::sharing),
  S2_KEEPING_DIRECTORIES(BrokenStorages::keepingDirectories),
  S2_LEAVING_A_THREAD(BrokenStorages::leavingAThreadOnFailure),
  S3_LOSING_THE_LAST_SEGMENT(BrokenStorages::losingTheLastSegment),
  S3_DURABLE_AT_ONCE(BrokenLogs::durableAtOnce),
  S4_OPENING_TWICE(BrokenStorages::openingTwice),
  S5_LISTING_DELETED_LOGS(BrokenStorages::listingDeletedLogs),
  S5_DELETING_LATE(BrokenStorages::deletingLate),
  S6_CLOSING_ONCE(BrokenStorages::closingOnce),
  S6_LEAVING_A_THREAD(BrokenStorages::leavingAThread),
  S7_BOUND_TO_A_THREAD(BrokenLogs::boundToAThread),
  S7_TORN(BrokenLogs::torn),
  S8_LATE(BrokenLogs::late),
  S10_LEAVING_TRACES(BrokenLogs::leavingTraces),
  S10_CARRYING_ON(BrokenLogs::carryingOn),
  S11_GOING_BACK(BrokenLogs::withStartGoingBack),
  S12_SILENT(BrokenLogs::silent),
  S13_PIECEMEAL(BrokenLogs::piecemeal),
  S14_ONE_BEHIND(BrokenLogs::oneBehind),
  S15_IGNORING_POSITION(BrokenLogs::ignoringPosition),
  S16_BEGINNING_EPOCHS_EARLY(BrokenLogs::beginningEpochsEarly),
  S17_BEYOND_THE_BOUND(BrokenLogs::beyondTheBound),
  S17_GENEROUS(BrokenLogs::generous),
  S17_BOUNDLESS(BrokenLogs::boundless),
  S18_READING_LATE(BrokenLogs::readingLate),
  S19_TAKING_ANY_LEADER_EPOCH(BrokenLogs::takingAnyLeaderEpoch),
  S20_KNOWING_ONLY_EXACT_EPOCHS(BrokenLogs::knowingOnlyExactEpochs),
  S21_SPARING_THE_BATCH_CUT_THROUGH(BrokenLogs::sparingTheBatchCutThrough),
  S21_KEEPING_SNAPSHOTS(BrokenLogs::keepingSnapshots),
  S21_KEEPING_AN_EMPTY_LEADER_EPOCH(BrokenLogs::keepingLeaderEpochAtTheEnd),
  S22_KEEPING_SEGMENTS(BrokenLogs::keepingSegments),
  S22_CLAMPING_THE_START(BrokenLogs::clampingTheStart),
  S23_KEEPING_ONE_SNAPSHOT(BrokenLogs::keepingOneSnapshot),
  S24_WITH_LASTING_SLICES(BrokenLogs::withLastingSlices),
  S24_TAKING_SLICES_ALONG(BrokenLogs::takingSlicesAlong),
  S25_CLOSING_ONCE(BrokenRewrites::closingOnce),
  S26_SILENT(BrokenRewrites::silent),
  S27_PROMISING(BrokenRewrites::promising),
  S28_FORGETFUL(BrokenRewrites::forgetful),
  S29_PASSING_TIMESTAMPS(BrokenLogs::passingTimestamps),
  S30_LARGE_SEGMENTS(
      BrokenStorages.configured(
          config -> new LogConfig(config.segmentBytes() * 3, config.segmentMs(), 4096, 256, 0))),
  S30_OLD_SEGMENTS(
      BrokenStorages.configured(
          config -> new LogConfig(config.segmentBytes(), Long.MAX_VALUE, 4096, 256, 0))),
  S31_TELLING_THE_FORMER_DURABLE_OFFSET(BrokenLogs::tellingTheFormerDurableOffset),
  S31_DURABLE_FOR_EVER(BrokenLogs::durableForEver),
  S32_WITHOUT_FLOOR(BrokenStorages::withoutFloor),
  S33_PLACING_ANYWHERE(BrokenFutures::placingAnywhere),
  S34_SILENT(BrokenFutures::silentOnFailure),
  S35_FORGETTING(BrokenFutures::forgettingFutures),
  S36_TAKING_ANY_DIRECTORY(BrokenFutures::takingAnyDirectory),
  S37_PROMISING(BrokenFutures::promisingOnly),
  S38_KEEPING(BrokenFutures::keepingFutures);

  @SuppressWarnings("ImmutableEnumChecker") // functions without a state
  private final BiFunction<StorageProvider, StorageContext, Storage> opening;

  BrokenStorage(BiFunction<StorageProvider, StorageContext, Storage> opening) {
    this.opening = opening;
  }

  BrokenStorage(UnaryOperator<PartitionLog> between) {
    this(BrokenStorages.logs(between));
  }

  /** {@code S3} of {@code S3_DURABLE_AT_ONCE}. */
  String rule() {
    return name().substring(0, name().indexOf('_'));
  }

  StorageProvider on(MemoryDisks disks) {
    return BrokenStorages.provider(disks, opening);
  }
}
