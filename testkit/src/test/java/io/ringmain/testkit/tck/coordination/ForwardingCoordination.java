package io.ringmain.testkit.tck.coordination;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Does what another session does, for those that break one rule of it. */
class ForwardingCoordination implements Coordination {
  final Coordination real;

  ForwardingCoordination(Coordination real) {
    this.real = real;
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    return real.read(path);
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    return real.children(path);
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    return real.commit(operations);
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    return real.watch(path, onChange);
  }

  @Override
  public SessionState session() {
    return real.session();
  }

  @Override
  public void onSession(SessionListener listener) {
    real.onSession(listener);
  }

  @Override
  public void close() {
    real.close();
  }
}
