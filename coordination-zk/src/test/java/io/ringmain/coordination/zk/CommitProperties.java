package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/** Random commits do to the store what they do to a model of it. */
final class CommitProperties {
  private static Path directory;
  private static StandaloneServer server;
  private static ZkCoordination coordination;
  private static int trees;

  private String root;

  @BeforeContainer
  static void start() throws IOException {
    directory = Files.createTempDirectory("ringmain-commits");
    server = new StandaloneServer(directory);
    coordination = (ZkCoordination) Opened.at(server.connectString());
  }

  @AfterContainer
  static void stop() throws IOException {
    coordination.close();
    server.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @BeforeTry
  void newTree() {
    root = "/tree" + trees++;
    answer(coordination.commit(List.of(new Operation.Create(root, new byte[0]))));
  }

  @Property(tries = 150)
  void commitsDoWhatTheModelDoes(@ForAll("commits") List<List<Operation>> commits) {
    TreeModel model = new TreeModel(root);
    for (List<Operation> operations : commits) {
      List<Operation> below = operations.stream().map(this::belowRoot).toList();
      assertEquals(model.commit(below), outcome(below));
    }
    for (String path : model.paths()) {
      assertEquals(model.children(path), answer(coordination.children(path)).orElseThrow());
      var entry = answer(coordination.read(path)).orElseThrow();
      assertEquals(model.describe(path), TreeModel.describe(entry.value(), entry.version()));
      assertEquals(model.isEphemeral(path), entry.ephemeralSessionId() != 0);
    }
  }

  private static String outcome(List<Operation> operations) {
    try {
      return answer(coordination.commit(operations)).toString();
    } catch (CommitRefusedException refused) {
      return refused.index() + ": " + refused.reason();
    }
  }

  private Operation belowRoot(Operation operation) {
    String path = root + operation.path();
    return switch (operation) {
      case Operation.Create create -> new Operation.Create(path, create.value());
      case Operation.CreateEphemeral create -> new Operation.CreateEphemeral(path, create.value());
      case Operation.Set set -> new Operation.Set(path, set.value(), set.expectedVersion());
      case Operation.Delete delete -> new Operation.Delete(path, delete.expectedVersion());
      case Operation.Check check -> new Operation.Check(path, check.expectedVersion());
    };
  }

  @Provide
  Arbitrary<List<List<Operation>>> commits() {
    return operation().list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(12);
  }

  private static Arbitrary<Operation> operation() {
    Arbitrary<String> path = Arbitraries.of("/a", "/b", "/a/c", "/a/d", "/a/c/e");
    Arbitrary<byte[]> value = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
    Arbitrary<Long> version = Arbitraries.longs().between(-1, 2);
    return Arbitraries.frequencyOf(
        Tuple.of(4, Combinators.combine(path, value).as(Operation.Create::new)),
        Tuple.of(1, Combinators.combine(path, value).as(Operation.CreateEphemeral::new)),
        Tuple.of(3, Combinators.combine(path, value, version).as(Operation.Set::new)),
        Tuple.of(2, Combinators.combine(path, version).as(Operation.Delete::new)),
        Tuple.of(1, Combinators.combine(path, version).as(Operation.Check::new)));
  }
}
