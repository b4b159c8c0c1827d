package io.ringmain.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.stored.GroupRecordType;
import io.ringmain.protocol.stored.MetadataRecordType;
import io.ringmain.protocol.stored.OffsetCommitKey;
import io.ringmain.protocol.stored.OffsetCommitValue;
import io.ringmain.protocol.stored.ShareRecordType;
import io.ringmain.protocol.stored.TransactionRecordType;
import java.util.Optional;
import org.apache.kafka.common.message.ApiMessageType;
import org.junit.jupiter.api.Test;

/** The generated tables say what Kafka's say. */
class ApiKeyTest {

  @Test
  void hasTheApisOfKafkaInTheirVersions() {
    assertEquals(ApiMessageType.values().length, withKafkasRemovedOnes());
    for (ApiKey ours : ApiKey.values()) {
      ApiMessageType theirs = ApiMessageType.fromApiKey(ours.id());
      assertEquals(theirs.name(), ours.name());
      assertEquals(theirs.lowestSupportedVersion(), ours.lowestVersion(), ours.name());
      assertEquals(theirs.highestSupportedVersion(false), ours.highestVersion(), ours.name());
      assertEquals(
          theirs.highestSupportedVersion(true),
          ours.highestVersionIncludingUnstable(),
          ours.name());
    }
  }

  /** Kafka keeps the ids of APIs that have no version left. */
  private static long withKafkasRemovedOnes() {
    long removed = 0;
    for (ApiMessageType type : ApiMessageType.values()) {
      if (type.lowestSupportedVersion() > type.highestSupportedVersion(true)) {
        assertNull(ApiKey.forIdOrNull(type.apiKey()), type.name());
        removed++;
      }
    }
    return ApiKey.values().length + removed;
  }

  @Test
  void hasKafkasHeaderVersions() {
    for (ApiKey ours : ApiKey.values()) {
      ApiMessageType theirs = ApiMessageType.fromApiKey(ours.id());
      for (short v = ours.lowestVersion(); v <= ours.highestVersion(); v++) {
        assertEquals(theirs.requestHeaderVersion(v), ours.requestHeaderVersion(v), ours.name());
        assertEquals(theirs.responseHeaderVersion(v), ours.responseHeaderVersion(v), ours.name());
        assertEquals(theirs.requestHeaderVersion(v) >= 2, ours.flexible(v), ours.name());
      }
    }
  }

  @Test
  void createsRequestsAndResponses() {
    for (ApiKey key : ApiKey.values()) {
      assertSame(key, key.newRequest().apiKey());
      assertSame(key, key.newResponse().apiKey());
      assertEquals(key.lowestVersion(), key.newRequest().lowestSupportedVersion());
      assertEquals(key.lowestVersion(), key.newResponse().lowestSupportedVersion());
    }
  }

  @Test
  void findsApisById() {
    for (ApiKey key : ApiKey.values()) {
      assertEquals(Optional.of(key), ApiKey.forId(key.id()));
    }
    for (int unknown : new int[] {Integer.MIN_VALUE, -1, 4, 32767, Integer.MAX_VALUE}) {
      assertEquals(Optional.empty(), ApiKey.forId(unknown));
    }
  }

  @Test
  void metadataRecordsAreKafkas() {
    var theirs = org.apache.kafka.common.metadata.MetadataRecordType.values();
    assertEquals(theirs.length, MetadataRecordType.values().length);
    for (var type : theirs) {
      MetadataRecordType ours = MetadataRecordType.forId(type.id()).orElseThrow();
      assertEquals(type.name(), ours.name() + "_RECORD");
      assertEquals(type.lowestSupportedVersion(), ours.lowestVersion());
      assertEquals(type.highestSupportedVersion(), ours.highestVersion());
      assertEquals(ours.id(), ours.newRecord().apiKey());
    }
  }

  @Test
  void groupRecordsAreKafkas() {
    var theirs = org.apache.kafka.coordinator.group.generated.CoordinatorRecordType.values();
    assertEquals(theirs.length, GroupRecordType.values().length);
    for (var type : theirs) {
      GroupRecordType ours = GroupRecordType.forId(type.id()).orElseThrow();
      assertEquals(type.name(), ours.name());
      assertEquals(type.newRecordValue().highestSupportedVersion(), ours.highestVersion());
      assertEquals(
          type.newRecordKey().getClass().getSimpleName(), ours.newKey().getClass().getSimpleName());
      assertEquals(
          type.newRecordValue().getClass().getSimpleName(),
          ours.newValue().getClass().getSimpleName());
    }
    assertEquals(OffsetCommitKey.class, GroupRecordType.OFFSET_COMMIT.newKey().getClass());
    assertEquals(OffsetCommitValue.class, GroupRecordType.OFFSET_COMMIT.newValue().getClass());
  }

  @Test
  void transactionAndShareRecordsAreKafkas() {
    var transactions =
        org.apache.kafka.coordinator.transaction.generated.CoordinatorRecordType.values();
    for (var type : transactions) {
      assertEquals(type.name(), TransactionRecordType.forId(type.id()).orElseThrow().name());
    }
    for (var type : org.apache.kafka.coordinator.share.generated.CoordinatorRecordType.values()) {
      assertEquals(type.name(), ShareRecordType.forId(type.id()).orElseThrow().name());
    }
    assertTrue(TransactionRecordType.forId(99).isEmpty());
  }
}
