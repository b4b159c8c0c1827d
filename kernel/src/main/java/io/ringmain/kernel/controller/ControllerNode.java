package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the elected controller writes of itself: Kafka's JSON, with the controller epoch and two
 * fields more that tell one process of the same broker from another.
 *
 * @param brokerId who was elected
 * @param controllerEpoch of this election
 * @param incarnation of the elected process
 * @param directory of the elected broker; see {@link BrokerIdentity#directoryId}
 */
record ControllerNode(int brokerId, int controllerEpoch, String incarnation, String directory) {

  static ControllerNode of(BrokerIdentity broker, int controllerEpoch) {
    return new ControllerNode(
        broker.id(),
        controllerEpoch,
        broker.incarnationId().toString(),
        broker.directoryId().toString());
  }

  byte[] bytes(long timestampMs) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", 2);
    json.put("brokerid", brokerId);
    json.put("timestamp", Long.toString(timestampMs));
    json.put("kraftControllerEpoch", -1);
    json.put("epoch", controllerEpoch);
    json.put("incarnation", incarnation);
    json.put("directory", directory);
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  static ControllerNode parse(byte[] value) {
    Map<String, Object> json = Json.parse(new String(value, StandardCharsets.UTF_8));
    return new ControllerNode(
        number(json, "brokerid"),
        number(json, "epoch"),
        String.valueOf(json.get("incarnation")),
        String.valueOf(json.get("directory")));
  }

  private static int number(Map<String, Object> json, String field) {
    return json.get(field) instanceof Long value ? value.intValue() : -1;
  }
}
