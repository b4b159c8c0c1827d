package io.ringmain.kernel.group;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One way of assigning partitions that a member offers when it joins, such as {@code range}.
 *
 * @param name the assignor's name
 * @param metadata what the member tells the leader, opaque to the broker except for a consumer's
 *     topics; owned by the coordinator and never written to
 */
record Protocol(String name, ByteBuffer metadata) {

  /** The same bytes behind a position of their own, for a message that another thread encodes. */
  ByteBuffer metadataView() {
    return metadata.duplicate();
  }

  static List<String> names(List<Protocol> protocols) {
    return protocols.stream().map(Protocol::name).toList();
  }
}
