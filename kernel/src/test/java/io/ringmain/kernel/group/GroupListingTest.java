package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.GROUP;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What administrators see of groups. */
class GroupListingTest {

  private static final short VERSION = 6;

  private final GroupFixture groups = new GroupFixture();

  @Test
  void listsGroupsByStateAndType() {
    groups.stableGroup(1);

    assertEquals(1, groups.coordinator.list(List.of(), List.of()).size());
    assertEquals(1, groups.coordinator.list(List.of("stable"), List.of()).size());
    assertEquals(1, groups.coordinator.list(List.of(" Stable ", "x"), List.of("Classic")).size());
    assertEquals(0, groups.coordinator.list(List.of("Empty"), List.of()).size());
    assertEquals(0, groups.coordinator.list(List.of(), List.of("consumer")).size());
    ListedGroup group = groups.coordinator.list(List.of(), List.of()).getFirst();
    assertEquals(GROUP, group.groupId());
    assertEquals("consumer", group.protocolType());
    assertEquals("Stable", group.groupState());
    assertEquals("classic", group.groupType());
  }

  @Test
  void listsGroupsThatCommittedByHand() {
    groups.commit("", -1, 1);

    ListedGroup group = groups.coordinator.list(List.of(), List.of()).getFirst();

    assertEquals("", group.protocolType());
    assertEquals("Empty", group.groupState());
    assertEquals(1, groups.reloaded().coordinator.list(List.of(), List.of()).size());
  }

  @Test
  void describesStableGroup() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();

    DescribedGroup group = groups.coordinator.describe(GROUP, VERSION);

    assertEquals("Stable", group.groupState());
    assertEquals("range", group.protocolData());
    assertEquals(member.memberId(), group.members().getFirst().memberId());
    assertEquals("client", group.members().getFirst().clientId());
    assertEquals("/127.0.0.1", group.members().getFirst().clientHost());
    assertEquals(GroupFixture.subscription("topic"), group.members().getFirst().memberMetadata());
    assertEquals(
        GroupFixture.bytes(member.memberId()), group.members().getFirst().memberAssignment());
  }

  @Test
  void describesGroupInRebalanceWithoutMetadata() {
    groups.joinedGroup(1);

    DescribedGroup group = groups.coordinator.describe(GROUP, VERSION);

    assertEquals("CompletingRebalance", group.groupState());
    assertEquals("", group.protocolData());
    assertEquals(0, group.members().getFirst().memberMetadata().remaining());
  }

  @Test
  void unknownGroupIsDeadAndSinceVersion6AnError() {
    DescribedGroup old = groups.coordinator.describe(GROUP, (short) 5);
    DescribedGroup now = groups.coordinator.describe(GROUP, VERSION);

    assertEquals("Dead", old.groupState());
    assertError(ErrorCode.NONE, old.errorCode());
    assertEquals("Dead", now.groupState());
    assertError(ErrorCode.GROUP_ID_NOT_FOUND, now.errorCode());
    assertEquals("Group group not found.", now.errorMessage());
  }
}
