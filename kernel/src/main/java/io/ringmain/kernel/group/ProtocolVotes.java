package io.ringmain.kernel.group;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many members of a group offer each protocol, and which one they agree on. On the
 * coordinator's ring thread.
 */
final class ProtocolVotes {

  private final Map<String, Integer> supporters = new LinkedHashMap<>();

  void add(Member member) {
    member.protocolNames().forEach(name -> supporters.merge(name, 1, Integer::sum));
  }

  void remove(Member member) {
    for (String name : member.protocolNames()) {
      supporters.merge(name, -1, Integer::sum);
      supporters.remove(name, 0);
    }
  }

  /** Whether one of these is offered by all members, of whom there are so many. */
  boolean offeredByAll(List<Protocol> protocols, int members) {
    return protocols.stream()
        .anyMatch(protocol -> supporters.getOrDefault(protocol.name(), 0) == members);
  }

  /** The protocol that most members prefer among those that all of them offer. */
  String elect(Collection<Member> members) {
    Set<String> candidates = new HashSet<>();
    supporters.forEach((name, count) -> {
      if (count == members.size()) {
        candidates.add(name);
      }
    });
    Map<String, Integer> votes = new LinkedHashMap<>();
    for (Member member : members) {
      votes.merge(member.vote(candidates), 1, Integer::sum);
    }
    return Collections.max(votes.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
