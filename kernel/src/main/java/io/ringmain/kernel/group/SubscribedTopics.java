package io.ringmain.kernel.group;

import io.ringmain.protocol.MalformedMessageException;
import io.ringmain.protocol.Reader;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads from the metadata of consumers which topics they subscribe to. It is the one thing in there
 * that the broker looks at: offsets of subscribed topics neither expire nor are deleted.
 *
 * <p>Every version of a consumer's subscription begins alike: the version, then the topics.
 */
final class SubscribedTopics {

  private SubscribedTopics() {}

  /** The topics of a generation of consumers, as far as they can be known. */
  static Optional<Set<String>> of(Collection<Member> members, Optional<String> protocol) {
    if (members.isEmpty()) {
      return Optional.of(Set.of());
    }
    return protocol.flatMap(
        name -> parse(members.stream().map(member -> member.metadata(name)).toList()));
  }

  /** All topics of all members, or nothing if one of the subscriptions makes no sense. */
  private static Optional<Set<String>> parse(Collection<ByteBuffer> subscriptions) {
    Set<String> topics = new HashSet<>();
    try {
      for (ByteBuffer subscription : subscriptions) {
        Reader in = new Reader(subscription);
        in.readShort();
        int count = in.readArrayCount("ConsumerProtocolSubscription", "topics", Short.BYTES);
        for (int i = 0; i < count; i++) {
          topics.add(in.readString("ConsumerProtocolSubscription", "topics"));
        }
      }
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
    return Optional.of(topics);
  }
}
