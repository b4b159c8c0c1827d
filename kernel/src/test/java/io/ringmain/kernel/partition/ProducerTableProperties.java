package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Against a hash map. */
class ProducerTableProperties {

  @Property(tries = 200)
  void findsWhatAMapFinds(@ForAll long seed) {
    Random random = new Random(seed);
    ProducerTable table = new ProducerTable();
    Map<Long, ProducerState> model = new HashMap<>();
    int ids = 1 + random.nextInt(200);
    for (int step = 0; step < 400; step++) {
      long id = random.nextInt(ids) * (seed | 1);
      if (random.nextInt(60) == 0) {
        int kept = random.nextInt(3);
        table.retain(state -> state.producerId() % 3 != kept);
        model.keySet().removeIf(key -> key % 3 == kept);
      } else if (model.get(id) == null) {
        assertNull(table.find(id));
        ProducerState state = new ProducerState(id, (short) 0);
        table.add(state);
        model.put(id, state);
      } else {
        assertSame(model.get(id), table.find(id));
      }
      assertEquals(model.size(), table.size());
    }
    assertEquals(model.size(), table.all().size());
    model.forEach((id, state) -> assertSame(state, table.find(id)));
  }
}
