package io.ringmain.kernel.metadata;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The current image and those who hear of the next.
 *
 * <p>{@link #current()} is read from any thread. Listeners are added before the metadata log
 * starts, and images are published on its ring thread only, one after the other.
 */
public final class MetadataImages {

  private static final Logger LOG = System.getLogger(MetadataImages.class.getName());

  private final List<MetadataListener> listeners = new ArrayList<>();
  private volatile MetadataImage current = MetadataImage.empty("");

  /** The image as last published; an empty one, without a cluster id even, before the first. */
  public MetadataImage current() {
    return current;
  }

  /** To be called before the metadata log starts; listeners are called in the order added. */
  public void addListener(MetadataListener listener) {
    listeners.add(listener);
  }

  /** Makes an image current, then tells the listeners of it. */
  void publish(MetadataDelta delta, MetadataImage image) {
    current = image;
    for (MetadataListener listener : listeners) {
      try {
        listener.onMetadata(delta, image);
      } catch (RuntimeException e) {
        // One listener's failure must not keep the image from the others.
        LOG.log(Level.ERROR, "metadata: a listener failed at " + image, e);
      }
    }
  }
}
