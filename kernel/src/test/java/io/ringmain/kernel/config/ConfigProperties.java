package io.ringmain.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class ConfigProperties {

  @Property
  void everyValueIsEitherReadOrRefusedWithWhatIsAllowed(
      @ForAll("keys") ConfigKey<?> key, @ForAll String value) {
    if (key.problem(value).isPresent()) {
      assertTrue(key.problem(value).get().toString().contains(key.allowedWords()));
    } else {
      key.parse(value);
    }
  }

  @Property
  void aListenerIsReadBackAsItWasWritten(
      @ForAll @AlphaChars @StringLength(min = 1, max = 9) String name, @ForAll("ports") int port) {
    Listener listener = new Listener(Listener.upperCase(name), "::1", port);
    assertEquals(listener, Listener.parse(listener.toString()).orElseThrow());
  }

  @Property
  void noTextMakesTheListenerParserFail(@ForAll String text) {
    Listener.parse(text);
    Listener.parse("A://" + text);
  }

  @Property
  void aSlipOfOneLetterFindsTheKeyThatWasMeant(
      @ForAll("keys") ConfigKey<?> key, @ForAll("positions") int position) {
    String name = key.name();
    int at = position % name.length();
    String slipped = name.substring(0, at) + name.substring(at + 1);
    if (BrokerKeys.TABLE.find(slipped).isEmpty()) {
      assertEquals(
          1, EditDistance.between(BrokerKeys.TABLE.nearest(slipped).orElseThrow(), slipped));
    }
  }

  @Property
  void distanceIsZeroForEqualWordsOnlyAndTheSameBothWays(
      @ForAll @StringLength(max = 12) String one, @ForAll @StringLength(max = 12) String other) {
    assertEquals(one.equals(other), EditDistance.between(one, other) == 0);
    assertEquals(EditDistance.between(one, other), EditDistance.between(other, one));
  }

  @Property
  void aDynamicValueThatIsAllowedTakesEffect(@ForAll("sizes") int bytes) {
    BrokerConfig config =
        BrokerConfig.parse(Map.of())
            .withDynamic(Map.of("message.max.bytes", Integer.toString(bytes)), Map.of());
    assertEquals(bytes, new TopicConfig(Map.of(), config).maxMessageBytes());
  }

  @Provide
  Arbitrary<ConfigKey<?>> keys() {
    List<ConfigKey<?>> keys = new ArrayList<>(BrokerKeys.TABLE.keys());
    return Arbitraries.of(keys);
  }

  @Provide
  Arbitrary<Integer> ports() {
    return Arbitraries.integers().between(0, 65535);
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 1000);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE);
  }
}
