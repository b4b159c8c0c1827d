package io.ringmain.kernel.fetch;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The fetch sessions of this broker, at most so many ({@code
 * max.incremental.fetch.session.cache.slots}).
 *
 * <p>When all slots are taken, a new session takes that of the longest unused one, if that has been
 * unused for two minutes; otherwise the client fetches without a session. Any thread.
 */
public final class FetchSessions {
  /** No session: a client that did not ask for one, or got none. */
  public static final int NO_SESSION = 0;

  private static final int INITIAL_EPOCH = 0;
  private static final int FINAL_EPOCH = -1;
  private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;
  private static final long EVICTABLE_AFTER_NS = 120_000_000_000L;

  private final int slots;
  private final RandomGenerator random;
  private final Map<Integer, FetchSession> sessions = new HashMap<>();

  public FetchSessions(int slots, RandomGenerator random) {
    this.slots = slots;
    this.random = random;
  }

  /** What a request asks for: its partitions, and its session if it has one. */
  public record Opened(
      ErrorCode error,
      Optional<FetchSession> session,
      boolean incremental,
      List<FetchPartition> partitions) {

    private static Opened refused(ErrorCode error) {
      return new Opened(error, Optional.empty(), false, List.of());
    }

    /** The id that the response carries. */
    public int sessionId() {
      return session.map(FetchSession::id).orElse(NO_SESSION);
    }
  }

  /** Begins, goes on with, or ends a session, as the request says. */
  public synchronized Opened open(FetchRequest request, short version, long nowNs) {
    boolean usesTopicIds = version >= FIRST_VERSION_WITH_TOPIC_IDS;
    int sessionEpoch = request.sessionEpoch();
    if (sessionEpoch == FINAL_EPOCH || sessionEpoch == INITIAL_EPOCH) {
      sessions.remove(request.sessionId());
      Optional<FetchSession> fresh =
          sessionEpoch == INITIAL_EPOCH ? create(request, usesTopicIds, nowNs) : Optional.empty();
      List<FetchPartition> partitions =
          fresh.map(FetchSession::partitions).orElseGet(() -> FetchSession.partitionsOf(request));
      return new Opened(ErrorCode.NONE, fresh, false, partitions);
    }
    FetchSession session = sessions.get(request.sessionId());
    if (session == null) {
      return Opened.refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    }
    if (session.usesTopicIds() != usesTopicIds) {
      return Opened.refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
    }
    if (!session.next(request, nowNs)) {
      return Opened.refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    }
    return new Opened(ErrorCode.NONE, Optional.of(session), true, session.partitions());
  }

  private Optional<FetchSession> create(FetchRequest request, boolean usesTopicIds, long nowNs) {
    if (request.topics().isEmpty() || !hasRoom(nowNs)) {
      return Optional.empty();
    }
    int id = newId();
    FetchSession session = new FetchSession(id, usesTopicIds, request, nowNs);
    sessions.put(id, session);
    return Optional.of(session);
  }

  private boolean hasRoom(long nowNs) {
    if (sessions.size() < slots) {
      return true;
    }
    FetchSession oldest = null;
    for (FetchSession session : sessions.values()) {
      if (oldest == null || session.lastUsedNs() - oldest.lastUsedNs() < 0) {
        oldest = session;
      }
    }
    if (oldest == null || nowNs - oldest.lastUsedNs() < EVICTABLE_AFTER_NS) {
      return false;
    }
    sessions.remove(oldest.id());
    return true;
  }

  private int newId() {
    int id;
    do {
      id = random.nextInt(1, Integer.MAX_VALUE);
    } while (sessions.containsKey(id));
    return id;
  }

  /** How many there are. */
  public synchronized int size() {
    return sessions.size();
  }
}
