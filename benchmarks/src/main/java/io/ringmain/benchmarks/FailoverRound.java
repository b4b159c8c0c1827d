package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import java.util.List;

/**
 * What one kill came to, in nanoseconds from the kill on.
 *
 * @param round from 1
 * @param leadersNs of each partition that the dead broker had led: until it has a new leader
 * @param writesNs of some of them: until a record is acknowledged
 * @param newTopicNs until a topic can be created
 */
record FailoverRound(
    FailoverSystem system,
    Victim victim,
    int partitionsCount,
    int round,
    List<Long> leadersNs,
    List<Long> writesNs,
    long newTopicNs) {}
