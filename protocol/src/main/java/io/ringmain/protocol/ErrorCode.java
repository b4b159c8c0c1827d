package io.ringmain.protocol;

import java.util.Optional;

/**
 * The errors of Kafka's protocol: a number in a response, and whether the client may try again.
 *
 * <p>Ids and names are Kafka's; the messages say what they mean here. {@link #forIdOrNull} is fit
 * for the hot path.
 */
public enum ErrorCode {
  UNKNOWN_SERVER_ERROR(-1, Retry.NO, "The broker failed in a way it did not expect."),
  NONE(0, Retry.NO, "No error."),
  OFFSET_OUT_OF_RANGE(1, Retry.NO, "The offset is outside of what the log holds."),
  CORRUPT_MESSAGE(
      2, Retry.YES, "The records are damaged: their CRC, length or structure is wrong."),
  UNKNOWN_TOPIC_OR_PARTITION(
      3, Retry.YES, "This broker does not host the partition, or the topic does not exist."),
  INVALID_FETCH_SIZE(4, Retry.NO, "The fetch size is not valid."),
  LEADER_NOT_AVAILABLE(5, Retry.YES, "The partition has no leader at the moment."),
  NOT_LEADER_OR_FOLLOWER(
      6, Retry.YES, "This broker is not the leader, or not a replica, of the partition."),
  REQUEST_TIMED_OUT(7, Retry.YES, "The request took longer than the time it was given."),
  BROKER_NOT_AVAILABLE(8, Retry.NO, "The broker is not available."),
  REPLICA_NOT_AVAILABLE(9, Retry.YES, "The replica is not available."),
  MESSAGE_TOO_LARGE(10, Retry.NO, "The record batch is larger than the broker accepts."),
  STALE_CONTROLLER_EPOCH(
      11, Retry.NO, "The controller epoch is older than that of the current controller."),
  OFFSET_METADATA_TOO_LARGE(12, Retry.NO, "The metadata that came with the offset is too long."),
  NETWORK_EXCEPTION(13, Retry.YES, "The connection was lost before there was a response."),
  COORDINATOR_LOAD_IN_PROGRESS(14, Retry.YES, "The coordinator is still loading its state."),
  COORDINATOR_NOT_AVAILABLE(15, Retry.YES, "The coordinator is not available."),
  NOT_COORDINATOR(16, Retry.YES, "This broker is not the coordinator that was asked for."),
  INVALID_TOPIC_EXCEPTION(
      17, Retry.NO, "The topic name is not valid, or the topic may not be used this way."),
  RECORD_LIST_TOO_LARGE(18, Retry.NO, "The record batch is larger than a log segment."),
  NOT_ENOUGH_REPLICAS(
      19, Retry.YES, "There are fewer in-sync replicas than required; nothing was written."),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND(
      20, Retry.YES, "The records were written, but to fewer in-sync replicas than required."),
  INVALID_REQUIRED_ACKS(21, Retry.NO, "The value of acks is not valid; allowed are -1, 0 and 1."),
  ILLEGAL_GENERATION(22, Retry.NO, "The generation id is not that of the group."),
  INCONSISTENT_GROUP_PROTOCOL(
      23, Retry.NO, "The member's protocols do not go with those of the group."),
  INVALID_GROUP_ID(24, Retry.NO, "The group id is not valid."),
  UNKNOWN_MEMBER_ID(25, Retry.NO, "The coordinator does not know this member."),
  INVALID_SESSION_TIMEOUT(
      26, Retry.NO, "The session timeout is outside of what the broker allows."),
  REBALANCE_IN_PROGRESS(27, Retry.NO, "The group is rebalancing: the member has to join again."),
  INVALID_COMMIT_OFFSET_SIZE(28, Retry.NO, "The offset commit is too large to be stored."),
  TOPIC_AUTHORIZATION_FAILED(29, Retry.NO, "Not allowed on this topic."),
  GROUP_AUTHORIZATION_FAILED(30, Retry.NO, "Not allowed on this group."),
  CLUSTER_AUTHORIZATION_FAILED(31, Retry.NO, "Not allowed on this cluster."),
  INVALID_TIMESTAMP(32, Retry.NO, "The timestamp of a record is too far from the broker's clock."),
  UNSUPPORTED_SASL_MECHANISM(33, Retry.NO, "The SASL mechanism is not enabled on this broker."),
  ILLEGAL_SASL_STATE(34, Retry.NO, "The request does not fit the state of the SASL handshake."),
  UNSUPPORTED_VERSION(35, Retry.NO, "The broker does not support this version of the API."),
  TOPIC_ALREADY_EXISTS(36, Retry.NO, "A topic of this name exists already."),
  INVALID_PARTITIONS(37, Retry.NO, "The number of partitions is not valid."),
  INVALID_REPLICATION_FACTOR(
      38, Retry.NO, "The replication factor is below 1 or above the number of brokers."),
  INVALID_REPLICA_ASSIGNMENT(39, Retry.NO, "The replica assignment is not valid."),
  INVALID_CONFIG(40, Retry.NO, "The configuration is not valid."),
  NOT_CONTROLLER(41, Retry.YES, "This broker is not the controller."),
  INVALID_REQUEST(42, Retry.NO, "The request contradicts itself or the protocol."),
  UNSUPPORTED_FOR_MESSAGE_FORMAT(
      43, Retry.NO, "The stored record format cannot answer this request."),
  POLICY_VIOLATION(44, Retry.NO, "A policy of the broker forbids it."),
  OUT_OF_ORDER_SEQUENCE_NUMBER(45, Retry.NO, "A producer sequence is missing before this one."),
  DUPLICATE_SEQUENCE_NUMBER(46, Retry.NO, "The producer sequence was written before."),
  INVALID_PRODUCER_EPOCH(47, Retry.NO, "The producer epoch is older than the newest one."),
  INVALID_TXN_STATE(48, Retry.NO, "The transaction is in a state that does not allow this."),
  INVALID_PRODUCER_ID_MAPPING(
      49, Retry.NO, "The producer id is not the one assigned to the transactional id."),
  INVALID_TRANSACTION_TIMEOUT(
      50, Retry.NO, "The transaction timeout is above the broker's maximum."),
  CONCURRENT_TRANSACTIONS(51, Retry.YES, "Another operation on the same transaction is under way."),
  TRANSACTION_COORDINATOR_FENCED(
      52, Retry.NO, "The transaction coordinator that sent this is no longer the current one."),
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED(53, Retry.NO, "Not allowed on this transactional id."),
  SECURITY_DISABLED(54, Retry.NO, "No authorizer is configured."),
  OPERATION_NOT_ATTEMPTED(
      55, Retry.NO, "The operation was not tried, because another one of the request failed."),
  KAFKA_STORAGE_ERROR(56, Retry.YES, "The disk failed under the partition."),
  LOG_DIR_NOT_FOUND(57, Retry.NO, "The broker has no such log directory."),
  SASL_AUTHENTICATION_FAILED(58, Retry.NO, "The credentials were refused."),
  UNKNOWN_PRODUCER_ID(59, Retry.NO, "The broker knows nothing of this producer id any more."),
  REASSIGNMENT_IN_PROGRESS(60, Retry.NO, "The partition is being reassigned."),
  DELEGATION_TOKEN_AUTH_DISABLED(61, Retry.NO, "Delegation tokens are not enabled."),
  DELEGATION_TOKEN_NOT_FOUND(62, Retry.NO, "There is no such delegation token."),
  DELEGATION_TOKEN_OWNER_MISMATCH(
      63, Retry.NO, "The principal is neither owner nor renewer of the delegation token."),
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED(
      64, Retry.NO, "Delegation tokens cannot be asked for on this kind of connection."),
  DELEGATION_TOKEN_AUTHORIZATION_FAILED(65, Retry.NO, "Not allowed on this delegation token."),
  DELEGATION_TOKEN_EXPIRED(66, Retry.NO, "The delegation token has expired."),
  INVALID_PRINCIPAL_TYPE(67, Retry.NO, "The type of the principal is not known."),
  NON_EMPTY_GROUP(68, Retry.NO, "The group still has members."),
  GROUP_ID_NOT_FOUND(69, Retry.NO, "There is no such group."),
  FETCH_SESSION_ID_NOT_FOUND(70, Retry.YES, "There is no such fetch session."),
  INVALID_FETCH_SESSION_EPOCH(71, Retry.YES, "The fetch session epoch is not the expected one."),
  LISTENER_NOT_FOUND(72, Retry.YES, "The leader does not have the listener that the client uses."),
  TOPIC_DELETION_DISABLED(73, Retry.NO, "Deleting topics is switched off."),
  FENCED_LEADER_EPOCH(74, Retry.YES, "The leader epoch of the request is older than the broker's."),
  UNKNOWN_LEADER_EPOCH(
      75, Retry.YES, "The leader epoch of the request is newer than the broker's."),
  UNSUPPORTED_COMPRESSION_TYPE(
      76, Retry.NO, "The client's version cannot read the compression type of the partition."),
  STALE_BROKER_EPOCH(77, Retry.NO, "The broker epoch is older than the current registration."),
  OFFSET_NOT_AVAILABLE(78, Retry.YES, "The high watermark of a new leader has not caught up yet."),
  MEMBER_ID_REQUIRED(79, Retry.NO, "The member has to join again with the member id it was given."),
  PREFERRED_LEADER_NOT_AVAILABLE(80, Retry.YES, "The preferred leader cannot lead at the moment."),
  GROUP_MAX_SIZE_REACHED(81, Retry.NO, "The group has as many members as it may have."),
  FENCED_INSTANCE_ID(82, Retry.NO, "Another member has taken over this group instance id."),
  ELIGIBLE_LEADERS_NOT_AVAILABLE(83, Retry.YES, "No replica that may lead is available."),
  ELECTION_NOT_NEEDED(84, Retry.YES, "The partition has the leader it should have."),
  NO_REASSIGNMENT_IN_PROGRESS(85, Retry.NO, "The partition is not being reassigned."),
  GROUP_SUBSCRIBED_TO_TOPIC(
      86, Retry.NO, "The group is subscribed to the topic whose offsets should be deleted."),
  INVALID_RECORD(87, Retry.NO, "The broker found a record that is not valid."),
  UNSTABLE_OFFSET_COMMIT(88, Retry.YES, "A transaction is pending on the offsets."),
  THROTTLING_QUOTA_EXCEEDED(89, Retry.YES, "A quota is exceeded; try again later."),
  PRODUCER_FENCED(90, Retry.NO, "A newer producer uses this transactional id."),
  RESOURCE_NOT_FOUND(91, Retry.NO, "There is no such resource."),
  DUPLICATE_RESOURCE(92, Retry.NO, "The request names the same resource twice."),
  UNACCEPTABLE_CREDENTIAL(93, Retry.NO, "The credential does not meet the requirements."),
  INCONSISTENT_VOTER_SET(94, Retry.NO, "The sender or receiver is not one of the expected voters."),
  INVALID_UPDATE_VERSION(95, Retry.NO, "The version to update to is not valid."),
  FEATURE_UPDATE_FAILED(96, Retry.NO, "The features could not be updated."),
  PRINCIPAL_DESERIALIZATION_FAILURE(97, Retry.NO, "The forwarded principal could not be decoded."),
  SNAPSHOT_NOT_FOUND(98, Retry.NO, "There is no such snapshot."),
  POSITION_OUT_OF_RANGE(99, Retry.NO, "The position is outside of the snapshot."),
  UNKNOWN_TOPIC_ID(100, Retry.YES, "This broker knows no topic of this id."),
  DUPLICATE_BROKER_REGISTRATION(101, Retry.NO, "The broker id is in use."),
  BROKER_ID_NOT_REGISTERED(102, Retry.NO, "The broker id is not registered."),
  INCONSISTENT_TOPIC_ID(103, Retry.YES, "The topic id is not that of the log."),
  INCONSISTENT_CLUSTER_ID(104, Retry.NO, "The cluster id is not that of this cluster."),
  TRANSACTIONAL_ID_NOT_FOUND(105, Retry.NO, "There is no such transactional id."),
  FETCH_SESSION_TOPIC_ID_ERROR(
      106, Retry.YES, "The fetch session mixes topic names and ids, or ids of different topics."),
  INELIGIBLE_REPLICA(107, Retry.NO, "A replica that should be in sync may not be."),
  NEW_LEADER_ELECTED(
      108, Retry.NO, "The change was made, and the partition has a new leader since."),
  OFFSET_MOVED_TO_TIERED_STORAGE(109, Retry.NO, "The offset is in tiered storage."),
  FENCED_MEMBER_EPOCH(
      110,
      Retry.NO,
      "The member epoch is old: the member has to give up its partitions and join again."),
  UNRELEASED_INSTANCE_ID(111, Retry.NO, "Another member still uses this group instance id."),
  UNSUPPORTED_ASSIGNOR(112, Retry.NO, "The group does not support this assignor."),
  STALE_MEMBER_EPOCH(
      113, Retry.NO, "The member epoch is old: the member has to wait for its next heartbeat."),
  MISMATCHED_ENDPOINT_TYPE(114, Retry.NO, "The request was sent to the wrong kind of endpoint."),
  UNSUPPORTED_ENDPOINT_TYPE(115, Retry.NO, "The kind of endpoint is not supported."),
  UNKNOWN_CONTROLLER_ID(116, Retry.NO, "The controller id is not known."),
  UNKNOWN_SUBSCRIPTION_ID(
      117, Retry.NO, "The telemetry subscription is not known or no longer valid."),
  TELEMETRY_TOO_LARGE(118, Retry.NO, "The telemetry is larger than the broker accepts."),
  INVALID_REGISTRATION(119, Retry.NO, "The controller refuses the registration."),
  TRANSACTION_ABORTABLE(
      120, Retry.NO, "The transaction has failed; it can be aborted and another one begun."),
  INVALID_RECORD_STATE(121, Retry.NO, "The record is in a state that cannot be acknowledged."),
  SHARE_SESSION_NOT_FOUND(122, Retry.YES, "There is no such share session."),
  INVALID_SHARE_SESSION_EPOCH(123, Retry.YES, "The share session epoch is not the expected one."),
  FENCED_STATE_EPOCH(124, Retry.NO, "The state epoch is not the expected one."),
  INVALID_VOTER_KEY(125, Retry.NO, "The voter's key is not that of the receiver."),
  DUPLICATE_VOTER(126, Retry.NO, "The voter is in the set of voters already."),
  VOTER_NOT_FOUND(127, Retry.NO, "The voter is not in the set of voters."),
  INVALID_REGULAR_EXPRESSION(128, Retry.NO, "The regular expression is not valid."),
  REBOOTSTRAP_REQUIRED(
      129,
      Retry.NO,
      "The client's metadata is too old: it has to start from its bootstrap servers."),
  STREAMS_INVALID_TOPOLOGY(130, Retry.NO, "The streams topology is not valid."),
  STREAMS_INVALID_TOPOLOGY_EPOCH(131, Retry.NO, "The epoch of the streams topology is not valid."),
  STREAMS_TOPOLOGY_FENCED(132, Retry.NO, "The epoch of the streams topology is old."),
  SHARE_SESSION_LIMIT_REACHED(133, Retry.YES, "There are as many share sessions as there may be."),
  GROUP_DELETION_FAILED(134, Retry.NO, "The group could not be deleted; its own result says why."),
  STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED(
      135, Retry.NO, "The description of the streams topology could not be updated."),
  CONTROLLER_ID_NOT_REGISTERED(136, Retry.NO, "The controller id is not registered.");

  private static final int LOWEST_ID = -1;
  private static final ErrorCode[] BY_ID = byId();

  private final short id;
  private final Retry retry;
  private final String message;

  ErrorCode(int id, Retry retry, String message) {
    this.id = (short) id;
    this.retry = retry;
    this.message = message;
  }

  /** The number on the wire. */
  public short id() {
    return id;
  }

  /** Whether a client may expect the same request to succeed later. */
  public boolean retriable() {
    return retry == Retry.YES;
  }

  /** One sentence for people. */
  public String message() {
    return message;
  }

  public static Optional<ErrorCode> forId(int id) {
    return Optional.ofNullable(forIdOrNull(id));
  }

  /** The error of an id, null if a newer Kafka has sent one that is not known. */
  public static ErrorCode forIdOrNull(int id) {
    int index = id - LOWEST_ID;
    return index >= 0 && index < BY_ID.length ? BY_ID[index] : null;
  }

  private static ErrorCode[] byId() {
    ErrorCode[] byId = new ErrorCode[values().length];
    for (ErrorCode error : values()) {
      byId[error.id - LOWEST_ID] = error;
    }
    return byId;
  }

  private enum Retry {
    YES,
    NO
  }
}
