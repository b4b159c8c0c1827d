package io.ringmain.kernel.api;

import io.ringmain.kernel.api.ControllerCalls.Refusal;
import io.ringmain.kernel.env.LogLevels;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * IncrementalAlterConfigs as a broker answers it: loggers are its own business and changed here and
 * now, all else is the controller's.
 */
public final class LoggersFirstHandler implements RequestHandler<IncrementalAlterConfigsRequest> {

  private final ForwardingHandler<IncrementalAlterConfigsRequest> others;
  private final LoggerConfigs loggers;
  private final int self;

  public LoggersFirstHandler(
      ForwardingHandler<IncrementalAlterConfigsRequest> others, LogLevels levels, int self) {
    this.others = others;
    this.loggers = new LoggerConfigs(levels);
    this.self = self;
  }

  @Override
  public void handle(RequestContext context, IncrementalAlterConfigsRequest request) {
    List<AlterConfigsResource> rest =
        request.resources().stream().filter(asked -> !isLogger(asked)).toList();
    CompletionStage<? extends ApiMessage> answered =
        rest.isEmpty()
            ? CompletableFuture.completedFuture(new IncrementalAlterConfigsResponse())
            : others.answer(
                context.apiVersion(),
                new IncrementalAlterConfigsRequest()
                    .resources(rest)
                    .validateOnly(request.validateOnly()));
    answered.thenAccept(
        response -> context.respond(merged(request, (IncrementalAlterConfigsResponse) response)));
  }

  private static boolean isLogger(AlterConfigsResource asked) {
    return asked.resourceType() == ConfigResource.BROKER_LOGGER;
  }

  private IncrementalAlterConfigsResponse merged(
      IncrementalAlterConfigsRequest request, IncrementalAlterConfigsResponse ofOthers) {
    Set<ConfigResource> repeated =
        Repeats.of(request.resources(), IncrementalAlterConfigsHandler::resource);
    Queue<AlterConfigsResourceResponse> others = new ArrayDeque<>(ofOthers.responses());
    List<AlterConfigsResourceResponse> all = new ArrayList<>();
    for (AlterConfigsResource asked : request.resources()) {
      if (isLogger(asked)) {
        boolean again = repeated.contains(IncrementalAlterConfigsHandler.resource(asked));
        all.add(alter(asked, again, request.validateOnly()));
      } else {
        all.add(others.remove());
      }
    }
    return new IncrementalAlterConfigsResponse().responses(all);
  }

  private AlterConfigsResourceResponse alter(
      AlterConfigsResource asked, boolean repeated, boolean validateOnly) {
    Optional<String> problem =
        repeated
            ? Optional.of("The resource is named more than once.")
            : IncrementalAlterConfigsHandler.problem(asked);
    if (problem.isEmpty() && !asked.resourceName().equals(Integer.toString(self))) {
      problem = Optional.of("This is broker " + self + ", not '" + asked.resourceName() + "'.");
    }
    return problem
        .map(message -> new Refusal(ErrorCode.INVALID_REQUEST, message))
        .or(() -> loggers.alter(asked.configs(), validateOnly))
        .map(refusal -> IncrementalAlterConfigsHandler.refused(asked, refusal))
        .orElseGet(() -> IncrementalAlterConfigsHandler.answer(asked));
  }
}
