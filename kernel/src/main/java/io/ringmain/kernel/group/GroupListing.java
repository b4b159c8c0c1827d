package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.ringmain.protocol.message.DescribeGroupsResponse.DescribedGroupMember;
import io.ringmain.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows groups to those who administer them. On the coordinator's ring thread. */
final class GroupListing {

  /** The type of all groups here, as opposed to those of newer protocols. */
  static final String CLASSIC = "classic";

  /** From this version on an unknown group is an error; before, it is a dead group. */
  private static final short GROUP_ID_NOT_FOUND_VERSION = 6;

  private final GroupContext context;

  GroupListing(GroupContext context) {
    this.context = context;
  }

  List<ListedGroup> list(Collection<String> states, Collection<String> types) {
    Set<String> wantedStates = normalised(states);
    Set<String> wantedTypes = normalised(types);
    List<ListedGroup> listed = new ArrayList<>();
    if (!wantedTypes.isEmpty() && !wantedTypes.contains(CLASSIC)) {
      return listed;
    }
    for (ClassicGroup group : context.groups().values()) {
      String state = group.state().label();
      if (wantedStates.isEmpty() || wantedStates.contains(state.toLowerCase(Locale.ROOT))) {
        listed.add(
            new ListedGroup()
                .groupId(group.id())
                .protocolType(group.protocolType().orElse(""))
                .groupState(state)
                .groupType(CLASSIC));
      }
    }
    return listed;
  }

  private static Set<String> normalised(Collection<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT).strip())
        .collect(Collectors.toSet());
  }

  DescribedGroup describe(String groupId, short version) {
    Optional<ClassicGroup> found = context.group(groupId);
    if (found.isEmpty()) {
      return notFound(groupId, version);
    }
    ClassicGroup group = found.get();
    boolean stable = group.isIn(GroupState.STABLE);
    DescribedGroup described =
        new DescribedGroup()
            .groupId(groupId)
            .groupState(group.state().label())
            .protocolType(group.protocolType().orElse(""))
            .protocolData(stable ? group.protocol().orElse("") : "");
    for (Member member : group.members()) {
      DescribedGroupMember shown =
          new DescribedGroupMember()
              .memberId(member.id())
              .groupInstanceId(member.instanceId().orElse(null))
              .clientId(member.client().clientId())
              .clientHost(member.client().clientHost())
              .memberAssignment(member.assignment());
      if (stable) {
        shown.memberMetadata(member.metadata(group.protocol().orElse("")));
      }
      described.members().add(shown);
    }
    return described;
  }

  private static DescribedGroup notFound(String groupId, short version) {
    DescribedGroup described =
        new DescribedGroup().groupId(groupId).groupState(GroupState.DEAD.label());
    if (version >= GROUP_ID_NOT_FOUND_VERSION) {
      described
          .errorCode(ErrorCode.GROUP_ID_NOT_FOUND.id())
          .errorMessage("Group " + groupId + " not found.");
    }
    return described;
  }
}
