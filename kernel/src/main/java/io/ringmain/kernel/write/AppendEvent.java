package io.ringmain.kernel.write;

import io.ringmain.kernel.partition.AppendCompletion;
import io.ringmain.kernel.partition.Partition;
import java.nio.ByteBuffer;

/**
 * One record batch on its way to one partition: a slot of the ring, reused for ever.
 *
 * <p>Filled by the transport thread that claimed the slot, read and cleared by the ring thread.
 */
final class AppendEvent {
  Partition partition;
  ByteBuffer batch;
  short acks;
  long deadlineNs;
  AppendCompletion completion;
  int index;

  /** Lets go of what it refers to, so that a quiet ring keeps no frame alive. */
  void clear() {
    partition = null;
    batch = null;
    completion = null;
  }
}
