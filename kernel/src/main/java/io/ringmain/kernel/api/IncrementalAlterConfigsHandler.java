package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ConfigAlteration;
import io.ringmain.kernel.controller.ConfigAlteration.Action;
import io.ringmain.kernel.controller.ConfigAlteration.Step;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** IncrementalAlterConfigs: each resource on its own, but for loggers, which are each broker's. */
public final class IncrementalAlterConfigsHandler
    implements ControllerHandler<IncrementalAlterConfigsRequest> {

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public IncrementalAlterConfigsHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<IncrementalAlterConfigsResponse> answer(
      short version, IncrementalAlterConfigsRequest request) {
    Set<ConfigResource> repeated =
        Repeats.of(request.resources(), IncrementalAlterConfigsHandler::resource);
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
        answers,
        results -> new IncrementalAlterConfigsResponse().responses(new ArrayList<>(results)));
  }

  static ConfigResource resource(AlterConfigsResource asked) {
    return new ConfigResource(asked.resourceType(), asked.resourceName());
  }

  static Optional<String> problem(AlterConfigsResource asked) {
    Set<String> repeated = Repeats.of(asked.configs(), AlterableConfig::name);
    if (!repeated.isEmpty()) {
      return Optional.of("Configs are named more than once: " + repeated);
    }
    for (AlterableConfig change : asked.configs()) {
      Optional<Action> action = Action.forId(change.configOperation());
      if (action.isEmpty()) {
        return Optional.of("Unknown config operation " + change.configOperation() + ".");
      }
      if (change.value() == null && action.get() != Action.DELETE) {
        return Optional.of("The value of config " + change.name() + " is null.");
      }
    }
    return Optional.empty();
  }

  private CompletableFuture<AlterConfigsResourceResponse> alter(
      AlterConfigsResource asked, boolean validateOnly) {
    List<Step> steps = new ArrayList<>();
    for (AlterableConfig change : asked.configs()) {
      Action action = Action.forId(change.configOperation()).orElseThrow();
      steps.add(new Step(change.name(), action, change.value()));
    }
    ConfigAlteration alteration =
        ConfigAlteration.incremental(resource(asked), steps, validateOnly, config.get());
    return calls.submit(
        draft -> {
          alteration.run(draft);
          return answer(asked);
        },
        DEFAULT_TIMEOUT_MS,
        refusal -> refused(asked, refusal));
  }

  @Override
  public IncrementalAlterConfigsResponse refuse(
      short version, IncrementalAlterConfigsRequest request, ControllerCalls.Refusal refusal) {
    IncrementalAlterConfigsResponse response = new IncrementalAlterConfigsResponse();
    request.resources().forEach(asked -> response.responses().add(refused(asked, refusal)));
    return response;
  }

  static AlterConfigsResourceResponse answer(AlterConfigsResource asked) {
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

  static AlterConfigsResourceResponse refused(
      AlterConfigsResource asked, ControllerCalls.Refusal refusal) {
    return answer(asked).errorCode(refusal.error().id()).errorMessage(refusal.message());
  }
}
