package io.ringmain.kernel.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An immutable map whose successor shares all but one path with it: a hash trie of 32-way nodes.
 *
 * <pre>
 *   root  bitmap …0100 1001     slots, one for each bit set:
 *                    │  │         a node   (the next five bits of the hash)
 *                    │  └───────  a leaf   (hash, keys and values: several when hashes are equal)
 *                    └──────────  …
 * </pre>
 *
 * <p>A change copies a path of nodes, each of at most 32 references: a few hundred bytes among a
 * hundred thousand entries. Its iteration order depends on the keys alone. Any thread.
 */
final class PersistentMap<K, V> {

  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final PersistentMap<?, ?> EMPTY =
      new PersistentMap<>(new Node(0, new Object[0]), 0);

  /** A branching point: for each bit of the bitmap one slot, which is a Node or a Leaf. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Node(int bitmap, Object[] slots) {
    int slotOf(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }
  }

  /** All entries of one hash: key, value, key, value… */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Leaf(int hash, Object[] pairs) {
    int find(Object key) {
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }
  }

  private final Node root;
  private final int size;

  private PersistentMap(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  int size() {
    return size;
  }

  /** The value of a key, or null when there is none. Allocates nothing. */
  @SuppressWarnings("unchecked") // only with() puts values in
  V get(K key) {
    int hash = spread(key);
    Node node = root;
    for (int shift = 0; ; shift += BITS) {
      int bit = bitOf(hash, shift);
      if ((node.bitmap & bit) == 0) {
        return null;
      }
      Object slot = node.slots[node.slotOf(bit)];
      if (slot instanceof Leaf leaf) {
        int at = leaf.hash == hash ? leaf.find(key) : -1;
        return at < 0 ? null : (V) leaf.pairs[at + 1];
      }
      node = (Node) slot;
    }
  }

  /** This map with one entry added or replaced. */
  PersistentMap<K, V> with(K key, V value) {
    int grown = get(key) == null ? size + 1 : size;
    return new PersistentMap<>(insert(root, spread(key), 0, key, value), grown);
  }

  /** This map without that key. */
  PersistentMap<K, V> without(K key) {
    return get(key) == null
        ? this
        : new PersistentMap<>(remove(root, spread(key), 0, key), size - 1);
  }

  void forEach(BiConsumer<? super K, ? super V> each) {
    visit(root, each);
  }

  /** All values, in the order of iteration. */
  List<V> values() {
    List<V> values = new ArrayList<>(size);
    forEach((key, value) -> values.add(value));
    return values;
  }

  private static Node insert(Node node, int hash, int shift, Object key, Object value) {
    int bit = bitOf(hash, shift);
    int at = node.slotOf(bit);
    if ((node.bitmap & bit) == 0) {
      Object[] slots = new Object[node.slots.length + 1];
      System.arraycopy(node.slots, 0, slots, 0, at);
      slots[at] = new Leaf(hash, new Object[] {key, value});
      System.arraycopy(node.slots, at, slots, at + 1, node.slots.length - at);
      return new Node(node.bitmap | bit, slots);
    }
    Object[] slots = node.slots.clone();
    slots[at] =
        switch (slots[at]) {
          case Leaf leaf when leaf.hash == hash -> insert(leaf, key, value);
          case Leaf leaf -> insert(push(leaf, shift + BITS), hash, shift + BITS, key, value);
          case Node child -> insert(child, hash, shift + BITS, key, value);
          default -> throw new IllegalStateException("neither leaf nor node");
        };
    return new Node(node.bitmap, slots);
  }

  private static Leaf insert(Leaf leaf, Object key, Object value) {
    int at = leaf.find(key);
    Object[] pairs =
        at >= 0 ? leaf.pairs.clone() : Arrays.copyOf(leaf.pairs, leaf.pairs.length + 2);
    int position = at >= 0 ? at : leaf.pairs.length;
    pairs[position] = key;
    pairs[position + 1] = value;
    return new Leaf(leaf.hash, pairs);
  }

  /** A node that holds one leaf: what a leaf becomes when another hash comes its way. */
  private static Node push(Leaf leaf, int shift) {
    return new Node(bitOf(leaf.hash, shift), new Object[] {leaf});
  }

  private static Node remove(Node node, int hash, int shift, Object key) {
    int bit = bitOf(hash, shift);
    int at = node.slotOf(bit);
    Object left =
        switch (node.slots[at]) {
          case Leaf leaf -> remove(leaf, key);
          case Node child -> {
            Node shrunk = remove(child, hash, shift + BITS, key);
            yield shrunk.slots.length == 1 && shrunk.slots[0] instanceof Leaf only ? only : shrunk;
          }
          default -> throw new IllegalStateException("neither leaf nor node");
        };
    if (left instanceof Leaf leaf && leaf.pairs.length == 0) {
      Object[] slots = new Object[node.slots.length - 1];
      System.arraycopy(node.slots, 0, slots, 0, at);
      System.arraycopy(node.slots, at + 1, slots, at, slots.length - at);
      return new Node(node.bitmap & ~bit, slots);
    }
    Object[] slots = node.slots.clone();
    slots[at] = left;
    return new Node(node.bitmap, slots);
  }

  private static Leaf remove(Leaf leaf, Object key) {
    int at = leaf.find(key);
    Object[] pairs = new Object[leaf.pairs.length - 2];
    System.arraycopy(leaf.pairs, 0, pairs, 0, at);
    System.arraycopy(leaf.pairs, at + 2, pairs, at, pairs.length - at);
    return new Leaf(leaf.hash, pairs);
  }

  @SuppressWarnings("unchecked") // only with() puts entries in
  private static <K, V> void visit(Node node, BiConsumer<? super K, ? super V> each) {
    for (Object slot : node.slots) {
      if (slot instanceof Leaf leaf) {
        for (int i = 0; i < leaf.pairs.length; i += 2) {
          each.accept((K) leaf.pairs[i], (V) leaf.pairs[i + 1]);
        }
      } else {
        visit((Node) slot, each);
      }
    }
  }

  /** Two different hashes differ within the 32 bits, so no path is longer than seven nodes. */
  private static int bitOf(int hash, int shift) {
    return 1 << ((hash >>> shift) & MASK);
  }

  private static int spread(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }
}
