package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;

/**
 * What becomes of a partition when its in-sync replicas or its replicas change, or somebody wants
 * another leader: one record, or none if all stays as it is. Metadata ring only.
 *
 * <pre>
 *   1 a reassignment ends   when all that it adds are in sync
 *   2 eligible replicas     who leaves the in-sync replicas while they are fewer than
 *                           min.insync.replicas still has everything committed (KIP-966)
 *   3 leader                stays, if it may; else the first replica, in the order of preference,
 *                           in sync or eligible; else the only one known to have led last;
 *                           else, where unclean elections are allowed, the first alive
 *   4 leader epoch          grows with each election, and when replicas are removed
 * </pre>
 *
 * <p>The leader is always in sync (Invariant 8).
 */
final class PartitionChange {

  /** How a leader is looked for. */
  enum Election {
    /** The present leader stays if it may. */
    CLEAN,
    /** The first replica is to lead. */
    PREFERRED,
    /** As CLEAN, but better somebody without all records than nobody. */
    UNCLEAN
  }

  private final UUID topicId;
  private final PartitionImage old;
  private final ElectionRules rules;
  private final IntPredicate acceptable;
  private Election election;
  private List<Integer> replicas;
  private List<Integer> adding;
  private List<Integer> removing;
  private List<Integer> isr;
  private List<Integer> elr;
  private List<Integer> lost;
  private Set<Integer> uncleanlyStopped = Set.of();

  /**
   * @param acceptable who may be elected: brokers that are alive and mean to stay
   */
  PartitionChange(
      UUID topicId, PartitionImage partition, ElectionRules rules, IntPredicate acceptable) {
    this.topicId = topicId;
    this.old = partition;
    this.rules = rules;
    this.acceptable = acceptable;
    this.election = rules.unclean() ? Election.UNCLEAN : Election.CLEAN;
    this.replicas = partition.replicas();
    this.adding = partition.addingReplicas();
    this.removing = partition.removingReplicas();
    this.isr = partition.isr();
    this.elr = partition.elr();
    this.lost = partition.lostReplicas();
  }

  PartitionChange isr(List<Integer> inSync) {
    this.isr = inSync;
    return this;
  }

  PartitionChange election(Election kind) {
    this.election = kind;
    return this;
  }

  /** Replicas that may have lost what they had not yet written to their disks. */
  PartitionChange uncleanlyStopped(Set<Integer> brokers) {
    this.uncleanlyStopped = brokers;
    return this;
  }

  /** The log directory of a replica is out of service: whatever else it is, it cannot lead. */
  PartitionChange lost(int replica) {
    this.lost = lost.contains(replica) ? lost : plus(lost, replica);
    return this;
  }

  /** The log directory of a replica is in service again. */
  PartitionChange found(int replica) {
    this.lost = lost.stream().filter(id -> id != replica).toList();
    return this;
  }

  /** Another assignment; what is neither added nor removed is in {@code all} only. */
  PartitionChange replicas(List<Integer> all, List<Integer> added, List<Integer> removed) {
    this.replicas = all;
    this.adding = added;
    this.removing = removed;
    return this;
  }

  /** The record that makes the change; called once. */
  Optional<PartitionChangeRecord> record() {
    isr = isr.stream().filter(id -> !uncleanlyStopped.contains(id)).toList();
    endReassignment();
    elr = eligible();
    int leader = elect();
    if (isr.size() >= minInsyncReplicas()) {
      elr = List.of();
    }
    PartitionChangeRecord record = differences(leader);
    PartitionChangeRecord nothing = record(topicId, old);
    return record.equals(nothing) ? Optional.empty() : Optional.of(record);
  }

  private static PartitionChangeRecord record(UUID topicId, PartitionImage partition) {
    return new PartitionChangeRecord().topicId(topicId).partitionId(partition.partition());
  }

  private void endReassignment() {
    if (adding.isEmpty() && removing.isEmpty()) {
      return;
    }
    List<Integer> remaining = isr.stream().filter(id -> !removing.contains(id)).toList();
    if (!remaining.isEmpty() && remaining.containsAll(adding)) {
      replicas = replicas.stream().filter(id -> !removing.contains(id)).toList();
      isr = remaining;
      adding = List.of();
      removing = List.of();
    }
  }

  private int minInsyncReplicas() {
    return Math.min(rules.minInsyncReplicas(), replicas.size());
  }

  private List<Integer> eligible() {
    if (isr.size() >= minInsyncReplicas()) {
      return List.of();
    }
    Set<Integer> candidates = new LinkedHashSet<>(old.elr());
    candidates.addAll(old.isr());
    candidates.removeAll(new HashSet<>(isr));
    candidates.removeAll(uncleanlyStopped);
    candidates.retainAll(new HashSet<>(replicas));
    return List.copyOf(candidates);
  }

  /** Finds the leader, and makes it in sync if it is not. */
  private int elect() {
    if (election == Election.PREFERRED && mayLead(replicas.getFirst())) {
      return inSync(replicas.getFirst());
    }
    if (old.hasLeader() && mayLead(old.leader())) {
      return inSync(old.leader());
    }
    Optional<Integer> clean = replicas.stream().filter(this::mayLead).findFirst();
    if (clean.isPresent()) {
      return inSync(clean.get());
    }
    return lastKnown().or(this::unclean).map(this::uncleanly).orElse(PartitionImage.NO_LEADER);
  }

  private boolean mayLead(int replica) {
    return (isr.contains(replica) || elr.contains(replica)) && isAcceptable(replica);
  }

  private boolean isAcceptable(int replica) {
    return !lost.contains(replica) && acceptable.test(replica);
  }

  private int inSync(int leader) {
    if (!isr.contains(leader)) {
      isr = plus(isr, leader);
      elr = elr.stream().filter(id -> id != leader).toList();
    }
    return leader;
  }

  private static List<Integer> plus(List<Integer> ids, int id) {
    List<Integer> more = new ArrayList<>(ids);
    more.add(id);
    return more;
  }

  /** When nobody is left who is sure to have everything, whoever led last is the best guess. */
  private Optional<Integer> lastKnown() {
    boolean nobody = isr.isEmpty() && elr.isEmpty();
    return nobody && old.lastKnownElr().size() == 1
        ? old.lastKnownElr().stream().filter(this::isAcceptableReplica).findFirst()
        : Optional.empty();
  }

  private boolean isAcceptableReplica(int id) {
    return replicas.contains(id) && isAcceptable(id);
  }

  private Optional<Integer> unclean() {
    return election == Election.UNCLEAN
        ? replicas.stream().filter(this::isAcceptable).findFirst()
        : Optional.empty();
  }

  private int uncleanly(int leader) {
    isr = List.of(leader);
    elr = List.of();
    return leader;
  }

  private PartitionChangeRecord differences(int leader) {
    PartitionChangeRecord record = record(topicId, old);
    if (leader != old.leader() || !replicas.containsAll(old.replicas())) {
      record.leader(leader);
    }
    if (!isr.equals(old.isr())) {
      record.isr(isr);
    }
    if (!elr.equals(old.elr())) {
      record.eligibleLeaderReplicas(elr);
    }
    List<Integer> lastKnownElr = lastKnownElr(leader);
    if (!lastKnownElr.equals(old.lastKnownElr())) {
      record.lastKnownElr(lastKnownElr);
    }
    if (!replicas.equals(old.replicas())) {
      record.replicas(replicas);
    }
    if (!adding.equals(old.addingReplicas())) {
      record.addingReplicas(adding);
    }
    if (!removing.equals(old.removingReplicas())) {
      record.removingReplicas(removing);
    }
    // Of replicas that are removed, the replay of the record forgets whether they were lost.
    if (!lost.equals(old.lostReplicas())) {
      record.directories(LogDirectories.of(replicas, lost));
    }
    return record;
  }

  private List<Integer> lastKnownElr(int leader) {
    if (leader != PartitionImage.NO_LEADER) {
      return List.of();
    }
    return old.hasLeader() ? List.of(old.leader()) : old.lastKnownElr();
  }
}
