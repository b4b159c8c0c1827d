package org.example.transport.nio;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import java.util.List;

/**
 * The face of the plugin: {@code transport.provider=nio}.
 *
 * <p>Called by the kernel on the thread that starts the broker.
 */
public final class NioTransportProvider implements TransportProvider {
  static final String STALL_TIMEOUT_MS = "stall.timeout.ms";
  static final int LEAST_STALL_TIMEOUT_MS = 100;

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        new PluginSetting(
            STALL_TIMEOUT_MS,
            "5000",
            "a whole number from " + LEAST_STALL_TIMEOUT_MS + " to " + Integer.MAX_VALUE,
            "How many milliseconds a client may stand still within a request while others wait for"
                + " the memory that it holds; then it is closed."));
  }

  @Override
  public Transport open(TransportContext context) {
    return NioTransport.open(context);
  }
}
