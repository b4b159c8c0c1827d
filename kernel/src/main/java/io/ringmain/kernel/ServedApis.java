package io.ringmain.kernel;

import io.ringmain.kernel.api.AlterReplicaLogDirsHandler;
import io.ringmain.kernel.api.ApiVersionsHandler;
import io.ringmain.kernel.api.DeleteGroupsHandler;
import io.ringmain.kernel.api.DeleteRecordsHandler;
import io.ringmain.kernel.api.DescribeClusterHandler;
import io.ringmain.kernel.api.DescribeConfigsHandler;
import io.ringmain.kernel.api.DescribeGroupsHandler;
import io.ringmain.kernel.api.DescribeLogDirsHandler;
import io.ringmain.kernel.api.DescribeTopicPartitionsHandler;
import io.ringmain.kernel.api.FetchHandler;
import io.ringmain.kernel.api.FindCoordinatorHandler;
import io.ringmain.kernel.api.HeartbeatHandler;
import io.ringmain.kernel.api.InitProducerIdHandler;
import io.ringmain.kernel.api.JoinGroupHandler;
import io.ringmain.kernel.api.LeaveGroupHandler;
import io.ringmain.kernel.api.ListGroupsHandler;
import io.ringmain.kernel.api.ListOffsetsHandler;
import io.ringmain.kernel.api.MetadataHandler;
import io.ringmain.kernel.api.OffsetCommitHandler;
import io.ringmain.kernel.api.OffsetDeleteHandler;
import io.ringmain.kernel.api.OffsetFetchHandler;
import io.ringmain.kernel.api.OffsetForLeaderEpochHandler;
import io.ringmain.kernel.api.PartitionLookup;
import io.ringmain.kernel.api.ProduceHandler;
import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.api.SyncGroupHandler;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.fetch.FetchSessions;
import io.ringmain.kernel.fetch.OffsetLookup;
import io.ringmain.kernel.group.GroupConfig;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.producer.ProducerIds;
import io.ringmain.kernel.replica.LogMoves;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.message.AllocateProducerIdsResponse;
import io.ringmain.spi.storage.Storage;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Every API that a broker serves, with its handler: the one place to add one. */
final class ServedApis {
  private final Environment environment;
  private final Supplier<BrokerConfig> config;
  private final CompressionCodecs codecs;
  private final MetadataImages images;
  private final ServedMetadata servedMetadata;
  private final TopicCreator topicCreator;
  private final Replicas replicas;
  private final Storage storage;
  private final LogMoves moves;
  private final GroupRouting groups;
  private final GroupConfig groupConfig;
  private final BrokerMetrics metrics;
  private RequestTable table;

  ServedApis(
      Environment environment,
      Supplier<BrokerConfig> config,
      CompressionCodecs codecs,
      MetadataImages images,
      ServedMetadata servedMetadata,
      TopicCreator topicCreator,
      Replicas replicas,
      Storage storage,
      LogMoves moves,
      GroupRouting groups,
      GroupConfig groupConfig,
      BrokerMetrics metrics) {
    this.environment = environment;
    this.config = config;
    this.codecs = codecs;
    this.images = images;
    this.servedMetadata = servedMetadata;
    this.topicCreator = topicCreator;
    this.replicas = replicas;
    this.storage = storage;
    this.moves = moves;
    this.groups = groups;
    this.groupConfig = groupConfig;
    this.metrics = metrics;
  }

  RequestTable table() {
    RequestTable.Builder apis = new RequestTable.Builder();
    apis.serve(ApiKey.API_VERSIONS, new ApiVersionsHandler(() -> table));
    serveRecords(apis);
    serveMetadata(apis);
    serveGroups(apis);
    table = apis.build();
    return table;
  }

  private void serveRecords(RequestTable.Builder apis) {
    Supplier<MetadataImage> metadata = images::current;
    PartitionLookup partitions = new PartitionLookup(replicas, metadata);
    FetchSessions sessions =
        new FetchSessions(
            config.get().value(NetworkKeys.MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS),
            environment.random());
    ProducerIds producerIds = new ProducerIds(this::nextProducerIds);
    apis.serve(
            ApiKey.PRODUCE,
            new ProduceHandler(replicas, metadata, environment.clock(), codecs, metrics))
        .serve(
            ApiKey.FETCH,
            new FetchHandler(
                replicas,
                sessions,
                metadata,
                environment,
                config.get().value(NetworkKeys.FETCH_MAX_BYTES),
                metrics))
        .serve(ApiKey.LIST_OFFSETS, new ListOffsetsHandler(partitions, new OffsetLookup(codecs)))
        .serve(ApiKey.OFFSET_FOR_LEADER_EPOCH, new OffsetForLeaderEpochHandler(partitions))
        .serve(
            ApiKey.DELETE_RECORDS,
            new DeleteRecordsHandler(partitions, replicas, environment.timer()))
        .serve(ApiKey.INIT_PRODUCER_ID, new InitProducerIdHandler(producerIds))
        .serve(ApiKey.DESCRIBE_LOG_DIRS, new DescribeLogDirsHandler(replicas, storage, moves))
        .serve(
            ApiKey.ALTER_REPLICA_LOG_DIRS,
            new AlterReplicaLogDirsHandler(replicas, moves, metadata));
  }

  private CompletionStage<ProducerIds.Block> nextProducerIds() {
    return servedMetadata.allocateProducerIds().thenApply(ServedApis::block);
  }

  private static ProducerIds.Block block(AllocateProducerIdsResponse response) {
    if (response.errorCode() != ErrorCode.NONE.id()) {
      throw new IllegalStateException("no producer ids: " + ErrorCode.forId(response.errorCode()));
    }
    long first = response.producerIdStart();
    return new ProducerIds.Block(first, first + response.producerIdLen());
  }

  private void serveMetadata(RequestTable.Builder apis) {
    apis.serve(
            ApiKey.METADATA,
            new MetadataHandler(
                images, topicCreator, config, environment.timer(), replicas::settled))
        .serve(ApiKey.DESCRIBE_CLUSTER, new DescribeClusterHandler(images))
        .serve(ApiKey.DESCRIBE_TOPIC_PARTITIONS, new DescribeTopicPartitionsHandler(images, config))
        .serve(
            ApiKey.DESCRIBE_CONFIGS,
            new DescribeConfigsHandler(images, config, environment.logLevels()));
    servedMetadata.serve(apis);
  }

  private void serveGroups(RequestTable.Builder apis) {
    apis.serve(ApiKey.FIND_COORDINATOR, new FindCoordinatorHandler(groups, groupConfig))
        .serve(ApiKey.JOIN_GROUP, new JoinGroupHandler(groups, groupConfig))
        .serve(ApiKey.SYNC_GROUP, new SyncGroupHandler(groups))
        .serve(ApiKey.HEARTBEAT, new HeartbeatHandler(groups))
        .serve(ApiKey.LEAVE_GROUP, new LeaveGroupHandler(groups))
        .serve(ApiKey.OFFSET_COMMIT, new OffsetCommitHandler(groups, groups))
        .serve(ApiKey.OFFSET_FETCH, new OffsetFetchHandler(groups, groups))
        .serve(ApiKey.OFFSET_DELETE, new OffsetDeleteHandler(groups, groups))
        .serve(ApiKey.LIST_GROUPS, new ListGroupsHandler(groups))
        .serve(ApiKey.DESCRIBE_GROUPS, new DescribeGroupsHandler(groups))
        .serve(ApiKey.DELETE_GROUPS, new DeleteGroupsHandler(groups));
  }
}
