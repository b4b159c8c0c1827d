package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ConfigAlteration;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterConfigsRequest;
import io.ringmain.protocol.message.AlterConfigsRequest.AlterConfigsResource;
import io.ringmain.protocol.message.AlterConfigsRequest.AlterableConfig;
import io.ringmain.protocol.message.AlterConfigsResponse;
import io.ringmain.protocol.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** AlterConfigs, the older way: what is not given is removed. Each resource on its own. */
public final class AlterConfigsHandler implements ControllerHandler<AlterConfigsRequest> {

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public AlterConfigsHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<AlterConfigsResponse> answer(
      short version, AlterConfigsRequest request) {
    Set<ConfigResource> repeated = Repeats.of(request.resources(), AlterConfigsHandler::resource);
    List<CompletableFuture<AlterConfigsResourceResponse>> answers = new ArrayList<>();
    for (AlterConfigsResource asked : request.resources()) {
      Optional<String> problem =
          repeated.contains(resource(asked))
              ? Optional.of("The resource is named more than once.")
              : problem(asked);
      answers.add(
          problem
              .map(message -> invalid(asked, message))
              .orElseGet(() -> alter(asked, request.validateOnly())));
    }
    return ControllerCalls.whenAll(
        answers, results -> new AlterConfigsResponse().responses(new ArrayList<>(results)));
  }

  private static ConfigResource resource(AlterConfigsResource asked) {
    return new ConfigResource(asked.resourceType(), asked.resourceName());
  }

  private static Optional<String> problem(AlterConfigsResource asked) {
    Set<String> repeated = Repeats.of(asked.configs(), AlterableConfig::name);
    if (!repeated.isEmpty()) {
      return Optional.of("Configs are named more than once: " + repeated);
    }
    for (AlterableConfig given : asked.configs()) {
      if (given.value() == null) {
        return Optional.of("The value of config " + given.name() + " is null.");
      }
    }
    return Optional.empty();
  }

  private CompletableFuture<AlterConfigsResourceResponse> alter(
      AlterConfigsResource asked, boolean validateOnly) {
    Map<String, String> values = new TreeMap<>();
    asked.configs().forEach(given -> values.put(given.name(), given.value()));
    ConfigAlteration alteration =
        ConfigAlteration.replacing(resource(asked), values, validateOnly, config.get());
    return calls.submit(
        draft -> {
          alteration.run(draft);
          return answer(asked);
        },
        DEFAULT_TIMEOUT_MS,
        refusal -> refused(asked, refusal));
  }

  @Override
  public AlterConfigsResponse refuse(
      short version, AlterConfigsRequest request, ControllerCalls.Refusal refusal) {
    AlterConfigsResponse response = new AlterConfigsResponse();
    request.resources().forEach(asked -> response.responses().add(refused(asked, refusal)));
    return response;
  }

  private static AlterConfigsResourceResponse answer(AlterConfigsResource asked) {
    return new AlterConfigsResourceResponse()
        .resourceType(asked.resourceType())
        .resourceName(asked.resourceName())
        .errorMessage(null);
  }

  private static CompletableFuture<AlterConfigsResourceResponse> invalid(
      AlterConfigsResource asked, String message) {
    return CompletableFuture.completedFuture(
        refused(asked, new ControllerCalls.Refusal(ErrorCode.INVALID_REQUEST, message)));
  }

  private static AlterConfigsResourceResponse refused(
      AlterConfigsResource asked, ControllerCalls.Refusal refusal) {
    return answer(asked).errorCode(refusal.error().id()).errorMessage(refusal.message());
  }
}
