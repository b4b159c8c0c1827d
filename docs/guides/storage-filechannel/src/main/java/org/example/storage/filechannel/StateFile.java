package org.example.storage.filechannel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What the batches of a log do not tell: its start, and leader epochs that have no record yet.
 *
 * <pre>
 *   +--------+--------+-----------+-----------------+---------+
 *   | CRC32C | epochs | log start | epoch, offset   | ...     |   one entry; the last whole one
 *   | 4      | 4      | 8         | 4      8        |         |   in the file is what holds
 *   +--------+--------+-----------+-----------------+---------+
 * </pre>
 *
 * <p>A journal: to append to it needs no wait for the disk (S9), and a torn entry leaves the one
 * before it. Written by the log's writer, forced by the storage's background thread.
 */
final class StateFile {
  private static final int FIXED_BYTES = 16;
  private static final int START_BYTES = 12;

  private final FileChannel channel;
  private long position;
  private volatile boolean dirty;

  /** The last entry. Of an entry not written yet, the log start is 0. */
  record State(long logStartOffset, LeaderEpochs leaderEpochs) {}

  StateFile(Path folder) throws IOException {
    channel =
        FileChannel.open(
            folder.resolve("state"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Called once, by the thread that opens the log. */
  State read() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    Channels.readFully(channel, file, 0);
    State last = new State(0, LeaderEpochs.NONE);
    while (file.remaining() >= FIXED_BYTES) {
      long entryBytes = FIXED_BYTES + (long) START_BYTES * file.getInt(file.position() + 4);
      if (entryBytes < FIXED_BYTES
          || entryBytes > file.remaining()
          || file.getInt(file.position()) != crc(file.slice(file.position(), (int) entryBytes))) {
        break;
      }
      last = decode(file.slice(file.position(), (int) entryBytes));
      file.position(file.position() + (int) entryBytes);
    }
    position = file.position();
    channel.truncate(position);
    return last;
  }

  private static State decode(ByteBuffer entry) {
    int count = entry.getInt(4);
    List<LeaderEpochs.Start> starts = new ArrayList<>();
    entry.position(FIXED_BYTES);
    for (int i = 0; i < count; i++) {
      starts.add(new LeaderEpochs.Start(entry.getInt(), entry.getLong()));
    }
    return new State(entry.getLong(8), new LeaderEpochs(starts));
  }

  void write(State state) throws IOException {
    List<LeaderEpochs.Start> starts = state.leaderEpochs().starts();
    ByteBuffer entry = ByteBuffer.allocate(FIXED_BYTES + START_BYTES * starts.size());
    entry.putInt(4, starts.size()).putLong(8, state.logStartOffset()).position(FIXED_BYTES);
    starts.forEach(start -> entry.putInt(start.leaderEpoch()).putLong(start.offset()));
    entry.flip().putInt(0, crc(entry));
    Channels.writeFully(channel, entry, position);
    position += entry.limit();
    dirty = true;
  }

  private static int crc(ByteBuffer entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry.slice(4, entry.limit() - 4));
    return (int) crc.getValue();
  }

  void force() throws IOException {
    if (dirty) {
      dirty = false; // Before the force: what is written during it is forced by the next one.
      channel.force(false);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
