package io.ringmain.testkit.tck.coordination;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Something that one of two sessions does. */
sealed interface TreeStep {
  /** What an operation expects of the version of its entry. */
  enum Expected {
    ANY,
    RIGHT,
    WRONG
  }

  /** Kinds of operations. */
  enum Kind {
    CREATE,
    CREATE_EPHEMERAL,
    SET,
    DELETE,
    CHECK
  }

  /** An operation, without the version that is known only when it is its turn. */
  record Wish(Kind kind, String path, String value, Expected expected) {}

  record Commit(int session, List<Wish> wishes) implements TreeStep {}

  record Reopen(int session) implements TreeStep {}

  record Expire(int session) implements TreeStep {}

  /** Any step; seldom an expiry, after which many a plugin waits before it connects again. */
  static Arbitrary<TreeStep> any() {
    Arbitrary<Integer> session = Arbitraries.of(0, 1);
    Arbitrary<Wish> wish =
        Combinators.combine(
                Arbitraries.frequency(
                    Tuple.of(4, Kind.CREATE),
                    Tuple.of(2, Kind.CREATE_EPHEMERAL),
                    Tuple.of(3, Kind.SET),
                    Tuple.of(2, Kind.DELETE),
                    Tuple.of(1, Kind.CHECK)),
                Arbitraries.of("/a", "/b", "/a/c", "/a/d", "/a/c/e"),
                Arbitraries.of("", "1", "two"),
                Arbitraries.frequency(
                    Tuple.of(3, Expected.ANY),
                    Tuple.of(3, Expected.RIGHT),
                    Tuple.of(1, Expected.WRONG)))
            .as(Wish::new);
    return Arbitraries.frequencyOf(
        Tuple.of(
            40,
            Combinators.combine(session, wish.list().ofMinSize(1).ofMaxSize(4))
                .as(TreeStep.Commit::new)),
        Tuple.of(3, session.map(TreeStep.Reopen::new)),
        Tuple.of(1, session.map(TreeStep.Expire::new)));
  }
}
