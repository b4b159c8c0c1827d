package io.ringmain.kernel.group;

/**
 * The states of a group, by the names that Kafka's tools show.
 *
 * <pre>
 *            first join                all joined, or time is up             leader's sync is stored
 *   EMPTY ───────────▶ PREPARING_REBALANCE ─────────▶ COMPLETING_REBALANCE ─────────▶ STABLE
 *     ▲                  │   ▲       ▲                        │                          │
 *     └──────────────────┘   │       └────────────────────────┘                          │
 *      nobody is left        │        a member joins anew, leaves, fails, or             │
 *                            │        does not sync in time                              │
 *                            └───────────────────────────────────────────────────────────┘
 *                             a member joins, leaves or fails; the leader joins again
 *
 *   any ───▶ DEAD: deleted, or this broker no longer leads the group's partition
 * </pre>
 */
enum GroupState {
  /** No member. It may have committed offsets. */
  EMPTY("Empty"),

  /** Waiting for every member to join; heartbeats are answered REBALANCE_IN_PROGRESS. */
  PREPARING_REBALANCE("PreparingRebalance"),

  /** The generation is known; waiting for the leader's assignment. */
  COMPLETING_REBALANCE("CompletingRebalance"),

  /** Everybody has an assignment, and it is stored. */
  STABLE("Stable"),

  /** Gone. */
  DEAD("Dead");

  private final String label;

  GroupState(String label) {
    this.label = label;
  }

  /** The name as it goes over the wire. */
  String label() {
    return label;
  }

  /** Whether a group in this state may begin a rebalance. */
  boolean canRebalance() {
    return this == EMPTY || this == COMPLETING_REBALANCE || this == STABLE;
  }

  /** Whether the group may go from this state to that one. */
  boolean leadsTo(GroupState next) {
    return switch (next) {
      case EMPTY, COMPLETING_REBALANCE -> this == PREPARING_REBALANCE;
      case PREPARING_REBALANCE -> canRebalance();
      case STABLE -> this == COMPLETING_REBALANCE;
      case DEAD -> true;
    };
  }
}
