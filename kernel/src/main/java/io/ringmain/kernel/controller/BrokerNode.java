package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker's registration as it stands in the coordination store: Kafka's JSON, with three fields
 * more that tell one process of the same broker from another.
 *
 * <pre>
 *   {"version":5,"host":"h","port":9092,"endpoints":["CLIENT://h:9092"],
 *    "listener_security_protocol_map":{"CLIENT":"PLAINTEXT"},"rack":"a","features":{},
 *    "timestamp":"1770000000000","incarnation":"&lt;uuid&gt;","directory":"&lt;uuid&gt;",
 *    "previousEpoch":-1}
 * </pre>
 */
final class BrokerNode {

  private static final String[] PROTOCOLS = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"};

  private BrokerNode() {}

  static byte[] bytes(BrokerIdentity broker, long timestampMs) {
    List<String> endpoints = new ArrayList<>();
    Map<String, String> protocols = new LinkedHashMap<>();
    for (Endpoint endpoint : broker.endpoints()) {
      endpoints.add(
          endpoint.listener() + "://" + bracketed(endpoint.host()) + ":" + endpoint.port());
      protocols.put(endpoint.listener(), PROTOCOLS[endpoint.securityProtocol()]);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", 5);
    broker.endpoints().stream()
        .findFirst()
        .ifPresent(first -> {
          json.put("host", first.host());
          json.put("port", first.port());
        });
    json.put("endpoints", endpoints);
    json.put("listener_security_protocol_map", protocols);
    broker.rack().ifPresent(rack -> json.put("rack", rack));
    json.put("features", Map.of());
    json.put("timestamp", Long.toString(timestampMs));
    json.put("incarnation", broker.incarnationId());
    json.put("directory", broker.directoryId());
    json.put("previousEpoch", broker.previousBrokerEpoch());
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The broker of a registration.
   *
   * @throws IllegalArgumentException if it is not one that {@link #bytes} writes
   */
  static BrokerIdentity parse(int id, byte[] value) {
    Map<String, Object> json = Json.parse(new String(value, StandardCharsets.UTF_8));
    Map<?, ?> protocols =
        json.get("listener_security_protocol_map") instanceof Map<?, ?> map ? map : Map.of();
    List<Endpoint> endpoints = new ArrayList<>();
    if (json.get("endpoints") instanceof List<?> list) {
      list.forEach(endpoint -> endpoints.add(endpoint(endpoint.toString(), protocols)));
    }
    return new BrokerIdentity(
        id,
        UUID.fromString(String.valueOf(json.get("directory"))),
        UUID.fromString(String.valueOf(json.get("incarnation"))),
        endpoints,
        Optional.ofNullable(json.get("rack")).map(Object::toString),
        json.get("previousEpoch") instanceof Number epoch
            ? epoch.longValue()
            : BrokerIdentity.UNCLEAN);
  }

  private static Endpoint endpoint(String text, Map<?, ?> protocols) {
    int nameEnd = text.indexOf("://");
    int portStart = text.lastIndexOf(':');
    if (nameEnd < 0 || portStart < nameEnd + 3) {
      throw new IllegalArgumentException("not an endpoint: " + text);
    }
    String listener = text.substring(0, nameEnd);
    String host = text.substring(nameEnd + 3, portStart);
    String unbracketed =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return new Endpoint(
        listener,
        unbracketed,
        Integer.parseInt(text.substring(portStart + 1)),
        protocolId(String.valueOf(protocols.get(listener))));
  }

  private static short protocolId(String name) {
    for (short id = 0; id < PROTOCOLS.length; id++) {
      if (PROTOCOLS[id].equals(name)) {
        return id;
      }
    }
    throw new IllegalArgumentException("not a security protocol: " + name);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
