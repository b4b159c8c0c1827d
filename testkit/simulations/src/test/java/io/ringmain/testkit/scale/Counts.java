package io.ringmain.testkit.scale;

import io.ringmain.protocol.ApiKey;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often everything has happened, up to a moment or in a phase. Immutable.
 *
 * @param requests between brokers, by API; none that were not sent
 */
record Counts(Map<Count, Long> all, Map<ApiKey, Long> requests) {

  Counts {
    all = Collections.unmodifiableMap(new EnumMap<>(all));
    requests = Collections.unmodifiableMap(copy(requests));
  }

  private static Map<ApiKey, Long> copy(Map<ApiKey, Long> requests) {
    Map<ApiKey, Long> copy = new EnumMap<>(ApiKey.class);
    copy.putAll(requests);
    return copy;
  }

  long of(Count count) {
    return all.getOrDefault(count, 0L);
  }

  long of(ApiKey api) {
    return requests.getOrDefault(api, 0L);
  }

  /** What has come to these since. */
  Counts since(Counts before) {
    Map<Count, Long> more = new EnumMap<>(Count.class);
    for (Count count : Count.values()) {
      more.put(count, of(count) - before.of(count));
    }
    Map<ApiKey, Long> moreRequests = new EnumMap<>(ApiKey.class);
    requests.forEach((api, number) -> {
      if (number > before.of(api)) {
        moreRequests.put(api, number - before.of(api));
      }
    });
    return new Counts(more, moreRequests);
  }
}
