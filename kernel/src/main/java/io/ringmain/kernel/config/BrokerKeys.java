package io.ringmain.kernel.config;

import java.util.List;
import java.util.stream.Stream;

/** The keys of a broker. Those of its plugins come on top, under the plugins' prefixes. */
public final class BrokerKeys {
  /** Every broker key. */
  public static final ConfigTable TABLE =
      new ConfigTable(
          Stream.of(
                  ServerKeys.KEYS,
                  NetworkKeys.KEYS,
                  SslKeys.KEYS,
                  LogKeys.KEYS,
                  CleanerKeys.KEYS,
                  GroupKeys.KEYS,
                  ClusterKeys.KEYS,
                  ReplicationKeys.KEYS)
              .flatMap(List::stream)
              .toList());

  private BrokerKeys() {}
}
