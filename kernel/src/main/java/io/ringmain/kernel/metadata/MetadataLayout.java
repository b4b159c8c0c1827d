package io.ringmain.kernel.metadata;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Lays the lasting nodes out in an empty store, and names the cluster. Done by every broker at its
 * start; what is there already stays, so that it does not matter who comes first.
 */
final class MetadataLayout {

  private static final byte[] EMPTY = {};

  private MetadataLayout() {}

  /** Creates what is missing. Completes on {@code ring}. */
  static CompletionStage<Void> create(
      Coordination coordination, Executor ring, RandomGenerator random) {
    // The last in the list: where it is, the others are. A store refuses more slowly than it reads.
    return coordination
        .read(MetadataPaths.SNAPSHOTS)
        .thenComposeAsync(
            last ->
                last.isPresent()
                    ? CompletableFuture.completedStage(null)
                    : createMissing(coordination, ring, creates(random)),
            ring);
  }

  private static List<Operation> creates(RandomGenerator random) {
    List<Operation> creates = new ArrayList<>();
    creates.add(new Operation.Create(MetadataPaths.CLUSTER, EMPTY));
    creates.add(new Operation.Create(MetadataPaths.CLUSTER_ID, clusterId(random)));
    creates.add(new Operation.Create(MetadataPaths.BROKERS, EMPTY));
    creates.add(new Operation.Create(MetadataPaths.BROKER_IDS, EMPTY));
    creates.add(new Operation.Create(MetadataPaths.CONTROLLER_EPOCH, bytes("0")));
    creates.add(new Operation.Create(MetadataPaths.METADATA, EMPTY));
    creates.add(new Operation.Create(MetadataPaths.HEAD, bytes("0")));
    creates.add(new Operation.Create(MetadataPaths.LOG, EMPTY));
    creates.add(new Operation.Create(MetadataPaths.SNAPSHOTS, SnapshotPointer.NONE.bytes()));
    return creates;
  }

  /** A commit is all or nothing: whatever is there already is left out of the next try. */
  private static CompletionStage<Void> createMissing(
      Coordination coordination, Executor ring, List<Operation> creates) {
    if (creates.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return coordination
        .commit(List.copyOf(creates))
        .handleAsync(
            (versions, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedStage(null);
              }
              if (Failures.cause(failure) instanceof CommitRefusedException refused
                  && refused.reason() == Reason.EXISTS) {
                creates.remove(refused.index());
                return createMissing(coordination, ring, creates);
              }
              return CompletableFuture.<Void>failedStage(Failures.cause(failure));
            },
            ring)
        .thenCompose(next -> next);
  }

  /** Kafka's form: the 16 bytes of a random UUID as 22 characters. */
  private static byte[] clusterId(RandomGenerator random) {
    byte[] uuid =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    uuid[6] = (byte) ((uuid[6] & 0x0F) | 0x40);
    uuid[8] = (byte) ((uuid[8] & 0x3F) | 0x80);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1");
    json.put("id", Base64.getUrlEncoder().withoutPadding().encodeToString(uuid));
    return bytes(Json.write(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
