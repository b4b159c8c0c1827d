package io.ringmain.testkit.scale;

import io.ringmain.protocol.ApiKey;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.world.WorldListener;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is asked of the store, and what brokers ask of one another, as it happens. */
final class Census implements WorldListener {
  private static final String LOG = "/metadata/log/";
  private static final String SNAPSHOTS = "/metadata/snapshots/";
  private static final String BROKER = "b";

  private final Map<Count, Long> all = new EnumMap<>(Count.class);
  private final Map<ApiKey, Long> requests = new EnumMap<>(ApiKey.class);
  private int largestNodeBytes;

  void add(Count count, long more) {
    all.merge(count, more, Long::sum);
  }

  /** Everything up to now. */
  Counts counts() {
    return new Counts(all, requests);
  }

  /** The largest value that any node of the store has had. */
  int largestNodeBytes() {
    return largestNodeBytes;
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    add(Count.COMMITS, 1);
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Create create -> created(create.path(), create.value());
        case Operation.CreateEphemeral create -> created(create.path(), create.value());
        case Operation.Set set -> {
          add(Count.SETS, 1);
          written(set.value());
        }
        case Operation.Delete _ -> add(Count.DELETES, 1);
        case Operation.Check _ -> {
          // Costs what the commit that it belongs to costs.
        }
      }
    }
  }

  private void created(String path, byte[] value) {
    add(Count.CREATES, 1);
    written(value);
    if (path.startsWith(LOG)) {
      add(Count.LOG_NODES, 1);
      add(Count.LOG_BYTES, value.length);
    } else if (path.startsWith(SNAPSHOTS)) {
      add(Count.SNAPSHOT_BYTES, value.length);
    }
  }

  private void written(byte[] value) {
    add(Count.WRITTEN_BYTES, value.length);
    largestNodeBytes = Math.max(largestNodeBytes, value.length);
  }

  @Override
  public void onRead(String machine, String path, int bytes) {
    add(Count.READS, 1);
    add(Count.READ_BYTES, bytes);
  }

  @Override
  public void onListed(String machine, String path, int children) {
    add(Count.LISTS, 1);
  }

  @Override
  public void onWatching(String machine, String path) {
    add(Count.WATCHES_SET, 1);
  }

  @Override
  public void onWatchTold(String machine, String path) {
    add(Count.WATCHES_TOLD, 1);
  }

  @Override
  public void onSent(
      String machine, long connectionId, String to, boolean toServer, ByteBuffer frame) {
    if (!machine.startsWith(BROKER) || !to.startsWith(BROKER)) {
      return; // The administrator's.
    }
    if (toServer) {
      add(Count.REQUESTS, 1);
      add(Count.REQUEST_BYTES, frame.remaining());
      requests.merge(ApiKey.forId(frame.getShort(frame.position())).orElseThrow(), 1L, Long::sum);
    } else {
      add(Count.RESPONSE_BYTES, frame.remaining());
    }
  }
}
