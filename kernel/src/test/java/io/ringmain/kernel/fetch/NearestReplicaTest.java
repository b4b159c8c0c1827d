package io.ringmain.kernel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.StubHost;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearestReplicaTest {
  private static final int LEADER = 1;

  private final StubHost host = new StubHost();
  private Partition partition;

  @BeforeEach
  void threeReplicas() {
    host.register(1, "CLIENT", "a");
    host.register(2, "CLIENT", "b");
    host.register(3, "CLIENT", "b");
    host.createReplicated("r", List.of(1, 2, 3), List.of(1, 2, 3));
    partition = host.replicas.find("r", 0);
  }

  private int chosen(String rack, long offset) {
    return NearestReplica.choose(partition, LEADER, offset, rack, host.image());
  }

  @Test
  void consumersWithoutARackReadFromTheLeader() {
    partition.followers().fetched(2, 10, 0, -1);
    assertEquals(NearestReplica.LEADER, chosen("", 5));
  }

  @Test
  void theLeaderServesItsOwnRack() {
    partition.followers().fetched(2, 10, 0, -1);
    assertEquals(NearestReplica.LEADER, chosen("a", 5));
  }

  @Test
  void theFollowerThatHasMostServesItsRack() {
    partition.followers().fetched(2, 10, 0, -1);
    partition.followers().fetched(3, 12, 0, -1);
    assertEquals(3, chosen("b", 5));
  }

  @Test
  void aFollowerThatDoesNotHaveTheOffsetServesNobody() {
    partition.followers().fetched(2, 10, 6, -1);
    assertEquals(NearestReplica.LEADER, chosen("b", 5));
    assertEquals(NearestReplica.LEADER, chosen("b", 11));
    assertEquals(2, chosen("b", 6));
  }

  @Test
  void aRackWithoutReplicasIsServedByTheLeader() {
    partition.followers().fetched(2, 10, 0, -1);
    assertEquals(NearestReplica.LEADER, chosen("c", 5));
  }
}
