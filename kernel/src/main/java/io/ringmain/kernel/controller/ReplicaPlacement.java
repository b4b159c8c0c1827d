package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Which brokers a new topic's partitions go to: in stripes over the racks, as Kafka places them.
 *
 * <pre>
 *   racks   a: 1 4   b: 2 5   c: 3 6          (without racks all brokers are in one)
 *   stripes 1 2 3    2 3 4    3 4 5    …      the leader's rack moves on with each partition,
 *                                             each rack's brokers take turns
 * </pre>
 *
 * <p>A fenced broker never leads a new partition, and holds a replica only where its rack has no
 * other left. When every broker alive has led once, racks and brokers are turned by chance, so that
 * not the same brokers are together again. One request is placed by one instance, on the metadata
 * ring.
 */
final class ReplicaPlacement {

  private final RandomGenerator random;
  private final List<Rack> racks = new ArrayList<>();
  private int brokers;
  private int aliveBrokers;
  private int stripe;
  private int firstRack;

  ReplicaPlacement(MetadataImage image, RandomGenerator random) {
    this.random = random;
    TreeMap<String, Rack> byName = new TreeMap<>();
    for (BrokerImage broker : image.brokers()) {
      byName.computeIfAbsent(broker.rack().orElse(""), _ -> new Rack()).add(broker);
      brokers++;
      aliveBrokers += broker.active() ? 1 : 0;
    }
    racks.addAll(byName.values());
    firstRack = racks.isEmpty() ? 0 : random.nextInt(racks.size());
    racks.forEach(rack -> rack.startAnywhere(random));
  }

  private void shuffle() {
    Collections.shuffle(racks, random);
    racks.forEach(rack -> rack.shuffle(random));
  }

  /**
   * Replicas of the next partition, the leader first.
   *
   * @throws ControllerException if there are fewer brokers than replicas, or none is alive
   */
  List<Integer> replicas(int replicationFactor) {
    check(replicationFactor);
    if (stripe == aliveBrokers && aliveBrokers > 1) {
      shuffle();
      stripe = 0;
    }
    racks.forEach(Rack::nextStripe);
    firstRack %= racks.size();
    List<Integer> replicas = new ArrayList<>(replicationFactor);
    int leaderRack = firstRack;
    OptionalInt leader = racks.get(leaderRack).nextAlive();
    while (leader.isEmpty()) {
      leaderRack = (leaderRack + 1) % racks.size();
      leader = racks.get(leaderRack).nextAlive();
    }
    replicas.add(leader.getAsInt());
    for (int rack = leaderRack + 1; replicas.size() < replicationFactor; rack++) {
      racks.get(rack % racks.size()).next().ifPresent(replicas::add);
    }
    stripe++;
    firstRack++;
    return replicas;
  }

  private void check(int replicationFactor) {
    if (aliveBrokers == 0) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICATION_FACTOR, "No broker is alive to lead a new partition.");
    }
    if (replicationFactor > brokers) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          "Replication factor "
              + replicationFactor
              + " is not possible: "
              + brokers
              + " broker(s) are registered.");
    }
  }

  /** The brokers of one rack, each taken once in a stripe, another first in the next. */
  private static final class Rack {
    private final Turns alive = new Turns();
    private final Turns fenced = new Turns();

    void add(BrokerImage broker) {
      (broker.active() ? alive : fenced).ids.add(broker.id());
    }

    void startAnywhere(RandomGenerator random) {
      alive.startAnywhere(random);
      fenced.startAnywhere(random);
    }

    void shuffle(RandomGenerator random) {
      Collections.shuffle(alive.ids, random);
      Collections.shuffle(fenced.ids, random);
    }

    void nextStripe() {
      alive.nextStripe();
      fenced.nextStripe();
    }

    OptionalInt nextAlive() {
      return alive.next();
    }

    OptionalInt next() {
      OptionalInt next = alive.next();
      return next.isPresent() ? next : fenced.next();
    }
  }

  private static final class Turns {
    private final List<Integer> ids = new ArrayList<>();
    private int start;
    private int taken;

    void startAnywhere(RandomGenerator random) {
      start = ids.isEmpty() ? 0 : random.nextInt(ids.size());
    }

    void nextStripe() {
      start = ids.isEmpty() ? 0 : (start + 1) % ids.size();
      taken = 0;
    }

    OptionalInt next() {
      if (taken == ids.size()) {
        return OptionalInt.empty();
      }
      int id = ids.get((start + taken) % ids.size());
      taken++;
      return OptionalInt.of(id);
    }
  }
}
