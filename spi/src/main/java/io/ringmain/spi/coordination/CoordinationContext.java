package io.ringmain.spi.coordination;

import io.ringmain.spi.PluginSettings;
import java.nio.file.Path;

/**
 * What a coordination is opened with.
 *
 * @param settings the plugin's own settings
 * @param connect where the ensemble is ({@code zookeeper.connect}), in the provider's own notation;
 *     empty for one inside this process
 * @param dataDirectory where a provider inside this process keeps its data
 * @param sessionTimeoutMs ephemeral entries go this long after the last sign of life
 * @param openTimeoutMs how long to try to establish the first session
 */
public record CoordinationContext(
    PluginSettings settings,
    String connect,
    Path dataDirectory,
    int sessionTimeoutMs,
    int openTimeoutMs) {}
