package io.ringmain.kernel.replication;

import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.peer.PeerAnswer;
import io.ringmain.kernel.peer.PeerConnection;
import io.ringmain.kernel.peer.PeerException;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.ApiVersionsRequest;
import io.ringmain.spi.transport.Frame;

/**
 * A fetch that the leader has not answered yet, and may keep for half a second when there is
 * nothing to tell. A partition that is to be fetched since then cannot wait that long: nothing that
 * its producers send is committed meanwhile. So another request goes behind the fetch, at which the
 * leader answers both.
 *
 * <p>Of {@link LeaderFetcher}; replication ring only.
 */
final class PendingFetch {
  private static final long MS_TO_NS = 1_000_000;

  private final PeerConnection connection;
  private final ReplicationContext context;
  private boolean over;
  private boolean due;
  private long dueNs;
  private Timer.Timeout hurry = () -> false;

  PendingFetch(PeerConnection connection, ReplicationContext context) {
    this.connection = connection;
    this.context = context;
  }

  /** Has the leader answer after that time at the latest. */
  void hurryIn(long delayMs) {
    long atNs = context.clock().monotonicNs() + delayMs * MS_TO_NS;
    if (!over && (!due || dueNs - atNs > 0)) {
      due = true;
      dueNs = atNs;
      hurry.cancel();
      hurry = context.timer().schedule(delayMs, () -> context.ring().execute(this::hurryUp));
    }
  }

  /** The leader has answered, or will not. */
  void answered() {
    over = true;
    hurry.cancel();
  }

  /** Any request does; this one is answered without work. */
  private void hurryUp() {
    if (over) {
      return;
    }
    over = true;
    ApiMessage request = new ApiVersionsRequest();
    connection.send(
        request,
        request.apiKey().lowestVersion(),
        new PeerAnswer() {
          @Override
          public void onResponse(ApiMessage response, Frame frame) {
            frame.release();
          }

          @Override
          public void onFailure(PeerException failure) {
            // The fetch before it fails as well, and is seen to.
          }
        });
  }
}
