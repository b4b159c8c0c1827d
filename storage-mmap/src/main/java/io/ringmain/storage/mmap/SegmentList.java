package io.ringmain.storage.mmap;

import java.util.List;

/**
 * The segments of a log at one moment, in order, the active one last. Immutable: the writer
 * publishes a new list when a segment comes or goes.
 */
final class SegmentList {
  private final Segment[] segments;

  SegmentList(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  int size() {
    return segments.length;
  }

  Segment at(int index) {
    return segments[index];
  }

  Segment first() {
    return segments[0];
  }

  Segment active() {
    return segments[segments.length - 1];
  }

  List<Segment> asList() {
    return List.of(segments);
  }

  /** Index of the last segment that begins at or below {@code offset}; 0 when all begin above. */
  int floor(long offset) {
    int low = 1;
    int high = segments.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (segments[middle].baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** Index of the segment that begins exactly at {@code baseOffset}, or −1. */
  int indexOf(long baseOffset) {
    int index = floor(baseOffset);
    return segments[index].baseOffset() == baseOffset ? index : -1;
  }

  SegmentList with(Segment next) {
    Segment[] longer = java.util.Arrays.copyOf(segments, segments.length + 1);
    longer[segments.length] = next;
    return new SegmentList(List.of(longer));
  }
}
