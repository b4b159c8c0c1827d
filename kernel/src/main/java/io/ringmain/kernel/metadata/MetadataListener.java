package io.ringmain.kernel.metadata;

/**
 * Hears of every image. Called on the metadata log's ring thread, in order, none left out; the
 * first call has everything there is as its delta. Must be short: whoever has work to do hands it
 * to a ring of its own.
 */
@FunctionalInterface
public interface MetadataListener {

  /**
   * There is another image.
   *
   * @param delta what changed since the image before
   * @param image already what {@link MetadataImages#current()} says
   */
  void onMetadata(MetadataDelta delta, MetadataImage image);
}
