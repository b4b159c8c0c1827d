package io.ringmain.kernel.metadata;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The partitions of a topic, in chunks: a changed list shares with its predecessor all chunks in
 * which nothing changed.
 *
 * <pre>
 *   chunks ─▶ [ 0 … 31 ] [ 32 … 63 ] [ 64 … 70 ]      all full but the last
 * </pre>
 *
 * <p>So a change among ten thousand partitions copies a chunk and the list of chunks, some 300
 * references, rather than ten thousand. Immutable, any thread.
 */
final class PartitionList extends AbstractList<PartitionImage> implements RandomAccess {
  private static final int BITS = 5;
  private static final int CHUNK = 1 << BITS;
  private static final int MASK = CHUNK - 1;
  private static final PartitionList EMPTY = new PartitionList(new PartitionImage[0][], 0);

  private final PartitionImage[][] chunks;
  private final int size;

  private PartitionList(PartitionImage[][] chunks, int size) {
    this.chunks = chunks;
    this.size = size;
  }

  static PartitionList copyOf(List<PartitionImage> partitions) {
    if (partitions instanceof PartitionList same) {
      return same;
    }
    Changes changes = new Changes(EMPTY);
    partitions.forEach(changes::add);
    return changes.list();
  }

  @Override
  public PartitionImage get(int index) {
    Objects.checkIndex(index, size);
    return chunks[index >>> BITS][index & MASK];
  }

  @Override
  public int size() {
    return size;
  }

  /** Takes changes in, chunk by chunk, and makes a list of them. One thread, once. */
  static final class Changes {
    private final List<PartitionImage[]> chunks;

    /** Which chunks are not the former list's any more. */
    private final BitSet own = new BitSet();

    private int size;

    Changes(PartitionList former) {
      this.chunks = new ArrayList<>(Arrays.asList(former.chunks));
      this.size = former.size;
    }

    int size() {
      return size;
    }

    PartitionImage get(int index) {
      return chunks.get(index >>> BITS)[index & MASK];
    }

    void set(int index, PartitionImage partition) {
      writable(index >>> BITS)[index & MASK] = partition;
    }

    void add(PartitionImage partition) {
      if ((size & MASK) == 0) {
        chunks.add(new PartitionImage[CHUNK]);
        own.set(chunks.size() - 1);
      }
      writable(size >>> BITS)[size & MASK] = partition;
      size++;
    }

    private PartitionImage[] writable(int chunk) {
      if (!own.get(chunk)) {
        chunks.set(chunk, chunks.get(chunk).clone());
        own.set(chunk);
      }
      return chunks.get(chunk);
    }

    /** All of it; from now on nothing is changed any more. */
    PartitionList list() {
      return new PartitionList(chunks.toArray(PartitionImage[][]::new), size);
    }
  }
}
