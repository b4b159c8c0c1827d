package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeClusterRequest;
import io.ringmain.protocol.message.DescribeClusterResponse;
import io.ringmain.protocol.message.DescribeClusterResponse.DescribeClusterBroker;
import java.util.List;

/** DescribeCluster: the brokers, as seen through the listener of the client. */
public final class DescribeClusterHandler implements RequestHandler<DescribeClusterRequest> {

  private static final byte BROKERS = 1;
  private static final byte CONTROLLERS = 2;

  private final MetadataImages images;

  public DescribeClusterHandler(MetadataImages images) {
    this.images = images;
  }

  @Override
  public void handle(RequestContext context, DescribeClusterRequest request) {
    context.respond(
        switch (request.endpointType()) {
          case BROKERS -> brokers(context, request);
          case CONTROLLERS ->
              failed(
                  ErrorCode.MISMATCHED_ENDPOINT_TYPE,
                  "This is an endpoint of brokers; controllers have none of their own.");
          default ->
              failed(
                  ErrorCode.UNSUPPORTED_ENDPOINT_TYPE,
                  "Endpoint type " + request.endpointType() + " is unknown; allowed is 1.");
        });
  }

  private static DescribeClusterResponse failed(ErrorCode error, String message) {
    return new DescribeClusterResponse().errorCode(error.id()).errorMessage(message);
  }

  private DescribeClusterResponse brokers(RequestContext context, DescribeClusterRequest request) {
    MetadataImage image = images.current();
    DescribeClusterResponse response =
        new DescribeClusterResponse()
            .clusterId(image.clusterId())
            .controllerId(image.controllerId())
            .clusterAuthorizedOperations(
                request.includeClusterAuthorizedOperations()
                    ? AuthorizedOperations.ALL_OF_CLUSTER
                    : AuthorizedOperations.UNASKED);
    List<BrokerImage> brokers =
        request.includeFencedBrokers() ? image.brokers() : image.aliveBrokers();
    for (BrokerImage broker : brokers) {
      broker
          .endpoint(context.listener())
          .ifPresent(endpoint ->
              response
                  .brokers()
                  .add(
                      new DescribeClusterBroker()
                          .brokerId(broker.id())
                          .host(endpoint.host())
                          .port(endpoint.port())
                          .rack(broker.rack().orElse(null))
                          .isFenced(request.includeFencedBrokers() && broker.fenced())));
    }
    return response;
  }
}
