package io.ringmain.distribution.cluster;

import java.util.List;
import java.util.Random;

/**
 * Something that is done to a cluster while producers and consumers go on, and undone again. Each
 * waits for what it is about: a new leader, acknowledgements in spite of it. On the thread of the
 * test.
 */
sealed interface Fault {
  /** Acknowledgements that must come while something is amiss. */
  int MEANWHILE = 200;

  /** What a fault is inflicted on. */
  record Scene(TestCluster cluster, ClusterChecks checks, Producing producer, Random random) {

    /** The leader of a partition chosen by chance. */
    int leader() throws Exception {
      return checks.leader(random.nextInt(checks.describe().partitions().size()));
    }
  }

  /** Returns when all is as before, though perhaps not everything in sync yet. */
  void inflict(Scene scene) throws Exception;

  default String name() {
    return getClass().getSimpleName();
  }

  /** kill -9 of a broker that leads. */
  record KillLeader() implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      int leader = scene.leader();
      scene.cluster().broker(leader).kill();
      scene.checks().awaitLeadsNothing(leader);
      scene.producer().awaitAcknowledged(MEANWHILE);
      scene.cluster().broker(leader).start();
    }
  }

  /** A broker that leads stands still until it is no longer the leader, and then goes on. */
  record PauseLeader() implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      int leader = scene.leader();
      scene.cluster().broker(leader).pause();
      try {
        scene.checks().awaitLeadsNothing(leader);
        scene.producer().awaitAcknowledged(MEANWHILE);
      } finally {
        scene.cluster().broker(leader).resume();
      }
      scene.producer().awaitAcknowledged(MEANWHILE);
    }
  }

  /** The ensemble cannot be written until it has another leader: the records do not mind. */
  record KillZooKeeperLeader() implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      ServerProcess leader = scene.cluster().zooKeeperLeader();
      leader.kill();
      scene.producer().awaitAcknowledged(MEANWHILE);
      leader.start();
      scene.cluster().zooKeeperLeader();
    }
  }

  /** A broker stops cleanly, and starts again: what an upgrade does to each. */
  record Restart() implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      int leader = scene.leader();
      scene.cluster().broker(leader).stop();
      scene.producer().awaitAcknowledged(MEANWHILE);
      scene.cluster().broker(leader).start();
    }
  }

  /** kill -9 of all brokers at once: what was acknowledged is on at least two machines' files. */
  record KillEverything() implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      List<Integer> ids = scene.cluster().brokerIds();
      for (int id : ids) {
        scene.cluster().broker(id).kill();
      }
      for (int id : ids) {
        scene.cluster().broker(id).launch();
      }
      for (int id : ids) {
        scene.cluster().broker(id).awaitReady();
      }
      scene.producer().awaitAcknowledged(MEANWHILE);
    }
  }

  /** Nothing reaches a broker that leads, neither the others nor the ensemble. */
  record CutOffLeader(NetworkNamespaces network) implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      int leader = scene.leader();
      network.cutOff(leader);
      try {
        scene.checks().awaitLeadsNothing(leader);
        scene.producer().awaitAcknowledged(MEANWHILE);
      } finally {
        network.heal(leader);
      }
      scene.producer().awaitAcknowledged(MEANWHILE);
    }
  }

  /** Nothing reaches a broker that does not lead a certain partition. */
  record CutOffFollower(NetworkNamespaces network) implements Fault {
    @Override
    public void inflict(Scene scene) throws Exception {
      int leader = scene.leader();
      List<Integer> others =
          scene.cluster().brokerIds().stream().filter(id -> id != leader).toList();
      int follower = others.get(scene.random().nextInt(others.size()));
      network.cutOff(follower);
      try {
        scene.checks().awaitLeadsNothing(follower);
        scene.producer().awaitAcknowledged(MEANWHILE);
      } finally {
        network.heal(follower);
      }
      scene.producer().awaitAcknowledged(MEANWHILE);
    }
  }
}
