package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Logs that break S25 to S28, each in one way. */
final class BrokenRewrites {
  private BrokenRewrites() {}

  private static PartitionLog rewriting(PartitionLog real, UnaryOperator<LogRewrite> between) {
    return new ForwardingLog(real) {
      @Override
      public Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
        return super.rewrite(fromOffset, toOffset).map(between);
      }
    };
  }

  /** S25: closing again is an error. */
  static PartitionLog closingOnce(PartitionLog real) {
    return rewriting(
        real,
        rewrite ->
            new ForwardingRewrite(rewrite) {
              private boolean closed;

              @Override
              public void close() {
                if (closed) {
                  throw new IllegalStateException("closed before");
                }
                closed = true;
                super.close();
              }
            });
  }

  /** S26: what does not fit is dropped without a word. */
  static PartitionLog silent(PartitionLog real) {
    return rewriting(
        real,
        rewrite ->
            new ForwardingRewrite(rewrite) {
              @Override
              public void append(ByteBuffer recordBatches) {
                try {
                  super.append(recordBatches);
                } catch (IllegalArgumentException refused) {
                  // Not told.
                }
              }
            });
  }

  /** S27: a replacement is promised and not made. */
  static PartitionLog promising(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public boolean replace(LogRewrite rewrite) {
        return true;
      }
    };
  }

  /** S28: the first dirty offset is known only as long as the log is open. */
  static PartitionLog forgetful(PartitionLog real) {
    return new ForwardingLog(real) {
      private long known;

      @Override
      public long firstDirtyOffset() {
        return known;
      }

      @Override
      public void firstDirtyOffset(long offset) {
        known = offset;
      }
    };
  }
}
