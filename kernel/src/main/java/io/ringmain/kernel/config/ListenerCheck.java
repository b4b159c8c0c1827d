package io.ringmain.kernel.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the keys that describe listeners, which make sense only together. */
final class ListenerCheck {
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> sslListeners = new HashSet<>();
  private final List<Listener> listeners;
  private final List<Listener> advertisedListeners;
  private final String interBrokerListenerName;

  ListenerCheck(BrokerConfig config, String hostName) {
    listeners = read(NetworkKeys.LISTENERS, config.value(NetworkKeys.LISTENERS));
    checkPorts();
    checkProtocols(config.value(NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP), config.startValues());
    checkPrefixes(config.startValues());
    advertisedListeners =
        advertised(config.find(NetworkKeys.ADVERTISED_LISTENERS).orElse(List.of()), hostName);
    interBrokerListenerName = interBroker(config.find(NetworkKeys.INTER_BROKER_LISTENER_NAME));
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  List<Listener> listeners() {
    return listeners;
  }

  /** The names of those that are served by TLS. */
  Set<String> sslListeners() {
    return Set.copyOf(sslListeners);
  }

  List<Listener> advertisedListeners() {
    return advertisedListeners;
  }

  String interBrokerListenerName() {
    return interBrokerListenerName;
  }

  private void refuse(ConfigKey<?> key, String value, String reason) {
    problems.add(new ConfigProblem(key.name(), value, reason));
  }

  private List<Listener> read(ConfigKey<List<String>> key, List<String> texts) {
    List<Listener> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      Optional<Listener> listener = Listener.parse(text);
      if (listener.isEmpty()) {
        refuse(key, text, "allowed: NAME://host:port with a port of 0 to 65535");
      } else if (!names.add(listener.get().name())) {
        refuse(key, text, "the name " + listener.get().name() + " stands there twice");
      } else {
        read.add(listener.get());
      }
    }
    return List.copyOf(read);
  }

  private void checkPorts() {
    Map<Integer, Listener> byPort = new HashMap<>();
    for (Listener listener : listeners) {
      Listener other = listener.port() == 0 ? null : byPort.put(listener.port(), listener);
      if (other != null && clash(listener, other)) {
        refuse(
            NetworkKeys.LISTENERS,
            listener.toString(),
            "port " + listener.port() + " is that of listener " + other.name() + " already");
      }
    }
  }

  private static boolean clash(Listener one, Listener other) {
    return one.host().isEmpty() || other.host().isEmpty() || one.host().equals(other.host());
  }

  private void checkProtocols(List<String> pairs, Map<String, String> startValues) {
    Map<String, String> protocols = new HashMap<>();
    for (String pair : pairs) {
      int colon = pair.indexOf(':');
      if (colon <= 0 || colon == pair.length() - 1) {
        refuse(NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP, pair, "allowed: NAME:PROTOCOL");
      } else {
        protocols.put(
            Listener.upperCase(pair.substring(0, colon).strip()),
            Listener.upperCase(pair.substring(colon + 1).strip()));
      }
    }
    for (Listener listener : listeners) {
      String protocol = protocols.get(listener.name());
      if (protocol == null) {
        refuse(
            NetworkKeys.LISTENERS,
            listener.toString(),
            "listener.security.protocol.map says no protocol for " + listener.name());
      } else if (protocol.equals("SSL")) {
        sslListeners.add(listener.name());
        checkKeyStore(listener, startValues);
      } else if (!protocol.equals("PLAINTEXT")) {
        refuse(
            NetworkKeys.LISTENERS,
            listener.toString(),
            "its protocol is " + protocol + "; this version serves PLAINTEXT and SSL");
      }
    }
  }

  private void checkKeyStore(Listener listener, Map<String, String> startValues) {
    Map<String, String> ssl = SslKeys.of(listener.name(), startValues);
    if (!ssl.containsKey(SslKeys.SSL_KEYSTORE_LOCATION.name())
        && !ssl.containsKey(SslKeys.SSL_KEYSTORE_KEY.name())) {
      refuse(
          NetworkKeys.LISTENERS,
          listener.toString(),
          "it is served by TLS, so ssl.keystore.location or ssl.keystore.key is needed");
    }
  }

  /** A setting for a listener that there is not would have no effect. */
  private void checkPrefixes(Map<String, String> startValues) {
    for (String name : new TreeSet<>(startValues.keySet())) {
      boolean ofNone =
          SslKeys.ofListener(name).isPresent()
              && listeners.stream()
                  .noneMatch(listener -> listener.name().equals(SslKeys.listenerOf(name)));
      if (ofNone) {
        boolean secret = SslKeys.ofListener(name).orElseThrow().sensitive();
        problems.add(
            new ConfigProblem(
                name,
                secret ? "(hidden)" : startValues.get(name),
                "listeners has none of that name; it has "
                    + listeners.stream().map(Listener::name).toList()));
      }
    }
  }

  private List<Listener> advertised(List<String> texts, String hostName) {
    Map<String, Listener> told = new HashMap<>();
    for (Listener listener : read(NetworkKeys.ADVERTISED_LISTENERS, texts)) {
      told.put(listener.name(), listener);
      if (listeners.stream().noneMatch(bound -> bound.name().equals(listener.name()))) {
        refuse(
            NetworkKeys.ADVERTISED_LISTENERS,
            listener.toString(),
            "listeners has none named "
                + listener.name()
                + "; it has "
                + listeners.stream().map(Listener::name).toList());
      }
      if (listener.onEveryInterface()) {
        refuse(
            NetworkKeys.ADVERTISED_LISTENERS,
            listener.toString(),
            "a client cannot connect to every interface; allowed: a host name or address");
      }
    }
    return listeners.stream()
        .map(bound ->
            told.getOrDefault(
                bound.name(), bound.onEveryInterface() ? bound.withHost(hostName) : bound))
        .toList();
  }

  private String interBroker(Optional<String> given) {
    if (given.isPresent()) {
      String name = Listener.upperCase(given.get());
      if (listeners.stream().noneMatch(listener -> listener.name().equals(name))) {
        refuse(
            NetworkKeys.INTER_BROKER_LISTENER_NAME,
            given.get(),
            "allowed: one of " + listeners.stream().map(Listener::name).toList());
      }
      return name;
    }
    return listeners.stream()
        .map(Listener::name)
        .filter("PLAINTEXT"::equals)
        .findFirst()
        .orElse(listeners.isEmpty() ? "" : listeners.getFirst().name());
  }
}
