/**
 * Storage in memory-mapped log segments.
 *
 * <pre>
 *   MmapStorageProvider ─▶ MmapStorage ─▶ MmapPartitionLog ─▶ SegmentList ─▶ Segment
 *                              │                ├─ LogAppender                ├─ MappedFile  .log
 *                              │                ├─ LogReader, LogCutter       ├─ OffsetIndex .index
 *                              │                ├─ LogFlusher                 ├─ TimeIndex   .timeindex
 *                              │                └─ LeaderEpochs, Snapshots    └─ SegmentSpace
 *                              ├─ DataDirectory   lock, checkpoints, free space
 *                              ├─ Mappings        which files are mapped, under a budget
 *                              └─ Background      storage-housekeeper, storage-flusher
 * </pre>
 *
 * <p>One thread writes a log, any number read it without locks. Bytes behind a {@link
 * io.ringmain.storage.mmap.Segment} never change once published: whatever would change them makes a
 * new segment object, and the old one lives until its last reader has let go.
 */
package io.ringmain.storage.mmap;
