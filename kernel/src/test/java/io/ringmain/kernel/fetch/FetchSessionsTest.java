package io.ringmain.kernel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {
  private static final short BY_NAME = 12;
  private static final short BY_ID = 13;
  private static final long MINUTE_NS = 60_000_000_000L;

  private final FetchSessions sessions = new FetchSessions(2, new Random(1));
  private long nowNs;

  private static FetchRequest request(int sessionId, int sessionEpoch, int... partitions) {
    return new FetchRequest()
        .sessionId(sessionId)
        .sessionEpoch(sessionEpoch)
        .topics(
            partitions.length == 0
                ? List.of()
                : List.of(
                    new FetchRequest.FetchTopic()
                        .topic("t")
                        .partitions(
                            Arrays.stream(partitions)
                                .mapToObj(n -> new FetchRequest.FetchPartition().partition(n))
                                .toList())));
  }

  private FetchSessions.Opened open(FetchRequest request) {
    return sessions.open(request, BY_NAME, nowNs);
  }

  private static List<Integer> numbers(FetchSessions.Opened opened) {
    return opened.partitions().stream().map(partition -> partition.key().partition()).toList();
  }

  @Test
  void aSessionRemembersItsPartitions() {
    FetchSessions.Opened first = open(request(0, 0, 1, 2));
    assertFalse(first.incremental());
    int id = first.sessionId();
    assertNotEquals(FetchSessions.NO_SESSION, id);
    FetchSessions.Opened second = open(request(id, 1, 3));
    assertTrue(second.incremental());
    assertEquals(List.of(1, 2, 3), numbers(second));
    FetchRequest forget = request(id, 2);
    forget.forgottenTopicsData(
        List.of(new FetchRequest.ForgottenTopic().topic("t").partitions(List.of(2))));
    assertEquals(List.of(1, 3), numbers(open(forget)));
  }

  @Test
  void aSessionGoesOnStepByStep() {
    int id = open(request(0, 0, 1)).sessionId();
    assertEquals(ErrorCode.INVALID_FETCH_SESSION_EPOCH, open(request(id, 2)).error());
    assertEquals(ErrorCode.NONE, open(request(id, 1)).error());
    assertEquals(ErrorCode.INVALID_FETCH_SESSION_EPOCH, open(request(id, 1)).error());
    assertEquals(ErrorCode.NONE, open(request(id, 2)).error());
  }

  @Test
  void aSessionThatThereIsNotIsAnError() {
    assertEquals(ErrorCode.FETCH_SESSION_ID_NOT_FOUND, open(request(77, 1)).error());
    assertEquals(ErrorCode.FETCH_SESSION_ID_NOT_FOUND, open(request(0, 1)).error());
  }

  @Test
  void aSessionNamesItsTopicsOneWay() {
    int id = open(request(0, 0, 1)).sessionId();
    assertEquals(
        ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR,
        sessions.open(request(id, 1), BY_ID, nowNs).error());
  }

  @Test
  void aSessionEnds() {
    int id = open(request(0, 0, 1)).sessionId();
    assertEquals(FetchSessions.NO_SESSION, open(request(id, -1, 1)).sessionId());
    assertEquals(0, sessions.size());
  }

  @Test
  void nobodyLosesASessionInUseToAnother() {
    int first = open(request(0, 0, 1)).sessionId();
    nowNs++;
    open(request(0, 0, 1));
    assertEquals(FetchSessions.NO_SESSION, open(request(0, 0, 1)).sessionId());
    nowNs += 3 * MINUTE_NS;
    int third = open(request(0, 0, 1)).sessionId();
    assertNotEquals(FetchSessions.NO_SESSION, third);
    assertEquals(2, sessions.size());
    assertEquals(ErrorCode.FETCH_SESSION_ID_NOT_FOUND, open(request(first, 1)).error());
  }

  /** Of it the follower takes nothing else, least of all what is committed. */
  @Test
  void afterAnAnswerThatLogsPartEverythingIsNews() {
    FetchPartition partition = open(request(0, 0, 1)).partitions().getFirst();
    FetchResponse.PartitionData answer =
        PartitionReads.failed(1, ErrorCode.NONE).logStartOffset(0).highWatermark(81);
    partition.sent(answer);
    assertFalse(partition.isNews(answer));
    FetchResponse.PartitionData parts =
        PartitionReads.failed(1, ErrorCode.NONE).logStartOffset(0).highWatermark(81);
    parts.divergingEpoch().epoch(4).endOffset(81);
    partition.sent(parts);
    assertTrue(partition.isNews(answer));
  }

  @Test
  void whoGotDataIsServedLastNextTime() {
    FetchSessions.Opened first = open(request(0, 0, 1, 2, 3));
    first.session().orElseThrow().served(List.of(first.partitions().getFirst()));
    assertEquals(List.of(2, 3, 1), numbers(open(request(first.sessionId(), 1))));
  }
}
