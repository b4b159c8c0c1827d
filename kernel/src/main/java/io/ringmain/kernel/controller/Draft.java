package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataRecords;
import io.ringmain.kernel.metadata.MetadataReplay;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.TypedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What one operation would change: its records, and the image that they would make. It builds on
 * the operations before it in the same commit. Metadata ring only.
 */
public final class Draft {

  private final long sequence;
  private final RandomGenerator random;
  private final List<TypedRecord> records = new ArrayList<>();
  private final MetadataDelta delta;
  private MetadataImage image;
  private boolean stale;
  private int sizeBytes;

  Draft(MetadataImage image, long sequence, RandomGenerator random) {
    this.image = image;
    this.sequence = sequence;
    this.random = random;
    this.delta = new MetadataDelta(image);
  }

  /** The image with everything drafted so far. */
  public MetadataImage image() {
    if (stale) {
      image = delta.image(image.version());
      stale = false;
    }
    return image;
  }

  /** A partition with everything drafted so far: cheaper than the whole image after each change. */
  Optional<PartitionImage> partition(UUID topicId, int partition) {
    return delta.find(topicId, partition);
  }

  /** Adds a record, which takes effect on {@link #image} at once. */
  public void add(TypedRecord record) {
    MetadataReplay.replay(delta, record);
    records.add(record);
    sizeBytes += MetadataRecords.sizeBytes(record);
    stale = true;
  }

  /** The first log sequence of the commit to come: grows with each commit. */
  public long sequence() {
    return sequence;
  }

  /** The one source of randomness. */
  public RandomGenerator random() {
    return random;
  }

  List<TypedRecord> records() {
    return records;
  }

  int sizeBytes() {
    return sizeBytes;
  }
}
