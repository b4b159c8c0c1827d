package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A coordination together with the server inside this process that it talks to: closed in that
 * order. Any thread.
 */
final class EmbeddedCoordination implements Coordination {
  private final ZkCoordination coordination;
  private final EmbeddedZooKeeper server;

  EmbeddedCoordination(ZkCoordination coordination, EmbeddedZooKeeper server) {
    this.coordination = coordination;
    this.server = server;
  }

  /** Where other ZooKeeper clients of this machine find the server. */
  String connectString() {
    return server.connectString();
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    return coordination.read(path);
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    return coordination.children(path);
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    return coordination.commit(operations);
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    return coordination.watch(path, onChange);
  }

  @Override
  public SessionState session() {
    return coordination.session();
  }

  @Override
  public void onSession(SessionListener listener) {
    coordination.onSession(listener);
  }

  @Override
  public void close() {
    coordination.close();
    server.close();
  }
}
