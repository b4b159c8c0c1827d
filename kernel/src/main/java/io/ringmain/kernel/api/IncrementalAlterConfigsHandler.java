package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ConfigAlteration;
import io.ringmain.kernel.controller.ConfigAlteration.Action;
import io.ringmain.kernel.controller.ConfigAlteration.Step;
import io.ringmain.kernel.env.LogLevels;
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

/** IncrementalAlterConfigs: each resource on its own. */
public final class IncrementalAlterConfigsHandler
    implements RequestHandler<IncrementalAlterConfigsRequest> {

  /** The request has no timeout of its own; this is the clients' default. */
  private static final int TIMEOUT_MS = 30_000;

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;
  private final LoggerConfigs loggers;

  public IncrementalAlterConfigsHandler(
      ControllerCalls calls, Supplier<BrokerConfig> config, LogLevels logLevels) {
    this.calls = calls;
    this.config = config;
    this.loggers = new LoggerConfigs(logLevels);
  }

  @Override
  public void handle(RequestContext context, IncrementalAlterConfigsRequest request) {
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
    ControllerCalls.whenAll(
        answers,
        results ->
            context.respond(
                new IncrementalAlterConfigsResponse().responses(new ArrayList<>(results))));
  }

  private static ConfigResource resource(AlterConfigsResource asked) {
    return new ConfigResource(asked.resourceType(), asked.resourceName());
  }

  private static Optional<String> problem(AlterConfigsResource asked) {
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
    if (asked.resourceType() == ConfigResource.BROKER_LOGGER) {
      return CompletableFuture.completedFuture(alterLoggers(asked, validateOnly));
    }
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
        TIMEOUT_MS,
        refusal -> refused(asked, refusal));
  }

  /** Here and now: levels are not the controller's business. */
  private AlterConfigsResourceResponse alterLoggers(
      AlterConfigsResource asked, boolean validateOnly) {
    int self = config.get().nodeId();
    if (!asked.resourceName().equals(Integer.toString(self))) {
      String message = "This is broker " + self + ", not '" + asked.resourceName() + "'.";
      return refused(asked, new ControllerCalls.Refusal(ErrorCode.INVALID_REQUEST, message));
    }
    return loggers
        .alter(asked.configs(), validateOnly)
        .map(refusal -> refused(asked, refusal))
        .orElseGet(() -> answer(asked));
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
