package io.ringmain.kernel.api;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ApiVersionsRequest;
import io.ringmain.protocol.message.ApiVersionsResponse;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** ApiVersions: what this broker serves (KIP-35, KIP-511). */
public final class ApiVersionsHandler implements RequestHandler<ApiVersionsRequest> {
  private static final short FIRST_VERSION_WITH_CLIENT_NAME = 3;

  /** librdkafka takes a broker without Produce 0 for one of before 0.10; 0 to 2 are refused. */
  private static final short ADVERTISED_PRODUCE_VERSION = 0;

  private static final Pattern CLIENT_NAME =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

  private final Supplier<RequestTable> table;

  /**
   * @param table asked only when a request comes, since this handler is part of the table
   */
  public ApiVersionsHandler(Supplier<RequestTable> table) {
    this.table = table;
  }

  @Override
  public void handle(RequestContext context, ApiVersionsRequest request) {
    ApiVersionsResponse response = new ApiVersionsResponse();
    if (context.apiVersion() >= FIRST_VERSION_WITH_CLIENT_NAME && !hasValidClient(request)) {
      context.respond(response.errorCode(ErrorCode.INVALID_REQUEST.id()));
      return;
    }
    for (RequestTable.Entry entry : table.get().advertised()) {
      boolean produce = entry.key() == ApiKey.PRODUCE;
      response
          .apiKeys()
          .add(
              new ApiVersionsResponse.ApiVersion()
                  .apiKey(entry.key().id())
                  .minVersion(produce ? ADVERTISED_PRODUCE_VERSION : entry.lowestVersion())
                  .maxVersion(entry.highestVersion()));
    }
    context.respond(response);
  }

  private static boolean hasValidClient(ApiVersionsRequest request) {
    return CLIENT_NAME.matcher(request.clientSoftwareName()).matches()
        && CLIENT_NAME.matcher(request.clientSoftwareVersion()).matches();
  }
}
