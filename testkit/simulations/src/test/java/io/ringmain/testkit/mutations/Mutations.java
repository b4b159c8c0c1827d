package io.ringmain.testkit.mutations;

import static io.ringmain.testkit.mutations.Edit.callsBug;
import static io.ringmain.testkit.mutations.Edit.callsInstead;
import static io.ringmain.testkit.mutations.Edit.doesNothing;
import static io.ringmain.testkit.mutations.Edit.findsLarger;
import static io.ringmain.testkit.mutations.Edit.number;
import static io.ringmain.testkit.mutations.Edit.readsAsCall;
import static io.ringmain.testkit.mutations.Edit.returns;
import static io.ringmain.testkit.mutations.Edit.skipsCall;
import static java.util.Map.entry;

import io.ringmain.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The bugs that are planted. Each was one somewhere, or might well become one. */
final class Mutations {
  /** Seeds that show those bugs that the first does not; whoever finds others writes them here. */
  static final Map<String, Long> SHOWN_BY =
      Map.ofEntries(
          entry("unflushed tail served after a crash", 32L),
          entry("duplicate sequence accepted after a restart", 4L),
          entry("two producers with one id", 3L),
          entry("lost watch never made up for", 35L),
          entry("more records deleted than asked for", 2L),
          entry("acknowledged before the in-sync replicas have it", 2L),
          entry("high watermark goes back on a leader change", 7L),
          entry("in-sync replicas shrunk without the controller", 2L),
          entry("truncation to the high watermark instead of by leader epoch", 2L),
          entry("new leader without the producers' sequences", 5L),
          entry("leader epoch not checked on fetch", 2L),
          entry("replica elected that is not in sync", 11L),
          entry("replica in sync before it has caught up", 17L),
          entry("reassignment ends before the new replicas are in sync", 2L),
          entry("power failure taken for a clean stop", 11L));

  static final List<Mutation> ALL =
      List.of(
          alone(
              "acknowledged before the flush",
              Set.of(1, 18),
              "power,slow-flush",
              () ->
                  List.of(
                      skipsCall(
                          "partition.LogFlushes",
                          "acknowledgeableOffset",
                          "beforeAcknowledgements"))),
          mutation(
              "acknowledged and never appended",
              Set.of(37, 49),
              "none",
              () -> List.of(skipsCall("partition.LeaderAppends", "write", "append"))),
          alone(
              "unflushed tail served after a crash",
              Set.of(1, 18),
              "slow-flush,kill,power",
              () ->
                  List.of(
                      callsBug(
                          "partition.Partition",
                          "becomeLeader",
                          "advanceHighWatermark",
                          "believeTheEnd"))),
          mutation(
              "duplicate sequence accepted",
              Set.of(15, 38),
              "network",
              () -> List.of(returns("partition.ProducerStates", "check", ErrorCode.NONE))),
          mutation(
              "duplicate sequence accepted after a restart",
              Set.of(15, 38),
              "kill,reset,storm",
              () -> List.of(doesNothing("partition.ProducerSnapshots", "recover"))),
          mutation(
              "repeated batch told another offset",
              Set.of(37),
              "network",
              () -> List.of(skipsCall("partition.ProducerState", "baseOffsetOf", "distance"))),
          mutation(
              "two producers with one id",
              Set.of(15, 16, 38),
              "none",
              () -> List.of(number("producer.ProducerIds", "take", 1, 0))),
          mutation(
              "fetch session serves what was asked before",
              Set.of(41),
              "none",
              () -> List.of(skipsCall("fetch.FetchSession", "take", "update"))),
          mutation(
              "read beyond the high watermark",
              Set.of(3, 8, 18),
              "slow-flush,power",
              () ->
                  List.of(
                      callsInstead("partition.LogReads", "read", "highWatermark", "logEndOffset"))),
          mutation(
              "last stable offset above the high watermark",
              Set.of(10),
              "slow-flush",
              () ->
                  List.of(
                      readsAsCall(
                          "partition.Partition",
                          "lastStableOffset",
                          "highWatermark",
                          "logEndOffset"))),
          mutation(
              "batches without leader epoch",
              Set.of(5),
              "none",
              () -> List.of(skipsCall("partition.LeaderAppends", "write", "partitionLeaderEpoch"))),
          mutation(
              "leader epoch not raised by an election",
              Set.of(
                  4, 33, 49), // With one replica nobody is told of two leaders, but nobody goes on.
              "kill,stop",
              () -> List.of(number("metadata.MetadataReplay", "change", 1, 0))),
          mutation(
              "lost watch never made up for",
              Set.of(49),
              "lost-watches,kill,expiry",
              () -> List.of(skipsCall("metadata.MetadataLog", "look", "refreshQuietly"))),
          mutation(
              "registration not renewed in a new session",
              Set.of(49),
              "expiry",
              () ->
                  List.of(
                      skipsCall("controller.BrokerRegistrar", "look", "lookAgainIn"),
                      skipsCall("controller.Controller", "onSession", "look"))),
          mutation(
              "controller not elected anew",
              Set.of(49),
              "kill,expiry",
              () ->
                  List.of(
                      skipsCall("controller.ControllerElection", "judge", "claim"),
                      skipsCall("controller.ControllerElection", "watch", "look"))),
          mutation(
              "full disk takes logs out of service for ever",
              Set.of(49),
              "full",
              () ->
                  List.of(
                      skipsCall("partition.HostedLog", "failedToWrite", "retriable"),
                      skipsCall("partition.LeaderAppends", "storageFailed", "retriable"))),
          mutation(
              "more records deleted than asked for",
              Set.of(37),
              "none",
              () ->
                  List.of(callsInstead("partition.LogUpkeep", "deleteRecordsBelow", "min", "max"))),
          mutation(
              "commits of an old generation accepted",
              Set.of(26),
              "process",
              () -> List.of(returns("group.GroupOffsets", "check", ErrorCode.NONE))),
          mutation(
              "committed offsets not replayed after a restart",
              Set.of(25, 27),
              "kill,stop",
              () -> List.of(doesNothing("coordinator.HostedCoordinator", "replay"))),
          mutation(
              "frames never let go",
              Set.of(45, 49),
              "none",
              () -> List.of(doesNothing("connection.ClientRequest", "releaseFrame"))),
          replicated(
              "acknowledged before the in-sync replicas have it",
              Set.of(1, 3, 8, 9, 18),
              "process",
              () ->
                  List.of(
                      doesNothing("partition.Followers", "counts"),
                      doesNothing("partition.Followers", "isAboutToJoin"))),
          replicated(
              "high watermark goes back on a leader change",
              Set.of(3, 10),
              "process",
              () -> List.of(findsLarger("partition.Partition", "advanceHighWatermark"))),
          replicated(
              "in-sync replicas shrunk without the controller",
              Set.of(1, 3, 8, 9, 18),
              "pause,network,kill",
              () -> List.of(callsBug("partition.Followers", "propose", "propose", "decideAlone"))),
          replicated(
              "old controller not fenced",
              Set.of(4, 8, 32),
              "expiry",
              () ->
                  List.of(
                      skipsCall("controller.Controller", "onSession", "standBy"),
                      skipsCall("controller.Controller$Elections", "onController", "standBy"),
                      callsBug(
                          "controller.MetadataAppender", "commit", "commit", "commitUnfenced"))),
          replicated(
              "truncation to the high watermark instead of by leader epoch",
              Set.of(1, 2, 7, 8),
              "process,network",
              () ->
                  List.of(
                      callsBug(
                          "replica.ReplicaRoles",
                          "follow",
                          "becomeFollower",
                          "followFromHighWatermark"),
                      callsBug(
                          "replication.FollowedPartition",
                          "refresh",
                          "latestLeaderEpoch",
                          "noLeaderEpoch"))),
          replicated(
              "new leader without the producers' sequences",
              Set.of(15, 16, 38),
              "kill,network",
              () -> List.of(skipsCall("partition.FollowedLog", "append", "appended"))),
          replicated(
              "leader epoch not checked on fetch",
              Set.of(1, 2, 3, 7, 8, 15, 16, 18, 37, 38, 39),
              "process,network",
              () ->
                  List.of(
                      callsBug(
                          "fetch.PartitionReads", "read", "leaderEpochFault", "anyLeaderEpoch"),
                      doesNothing("fetch.PartitionReads", "diverges"))),
          replicated(
              "replica elected that is not in sync",
              Set.of(1, 2, 7, 8, 18, 37),
              "process,network",
              () ->
                  List.of(
                      callsBug("controller.PartitionChange", "mayLead", "contains", "anybody"))),
          replicated(
              "replica in sync before it has caught up",
              Set.of(1, 3, 8),
              "process,network",
              () -> List.of(findsLarger("partition.Followers", "grow"))),
          replicated(
              "reassignment ends before the new replicas are in sync",
              Set.of(14),
              "none",
              () ->
                  List.of(
                      callsBug(
                          "controller.PartitionChange",
                          "endReassignment",
                          "containsAll",
                          "areAllThere"))),
          mutation(
              "snapshot without configurations",
              Set.of(33),
              "none",
              () -> List.of(skipsCall("metadata.MetadataSnapshot", "records", "forEach"))),
          replicated(
              "power failure taken for a clean stop",
              Set.of(1, 7, 8),
              "power",
              () ->
                  List.of(
                      callsBug(
                          "controller.BrokerChanges",
                          "afterStart",
                          "uncleanlyStopped",
                          "cleanly"))));

  private Mutations() {}

  private static Mutation mutation(
      String name, Set<Integer> invariants, String faults, Supplier<List<Edit>> edits) {
    return new Mutation(name, 2, invariants, faults, edits);
  }

  private static Mutation alone(
      String name, Set<Integer> invariants, String faults, Supplier<List<Edit>> edits) {
    return new Mutation(name, 1, invariants, faults, edits);
  }

  private static Mutation replicated(
      String name, Set<Integer> invariants, String faults, Supplier<List<Edit>> edits) {
    return new Mutation(name, 3, invariants, faults, edits);
  }
}
