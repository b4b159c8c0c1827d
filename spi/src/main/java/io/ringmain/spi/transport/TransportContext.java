package io.ringmain.spi.transport;

import io.ringmain.spi.PluginSettings;
import java.nio.file.Path;

/**
 * What a transport is opened with.
 *
 * @param settings the plugin's own settings
 * @param threads how many threads serve connections, at least 1 ({@code num.network.threads})
 * @param maxFrameBytes longest frame accepted ({@code socket.request.max.bytes})
 * @param frameMemoryBytes bound on the bytes of all frames being received or handed over and not
 *     yet released, at least {@code maxFrameBytes} ({@code queued.max.request.bytes})
 * @param sendBufferBytes kernel socket buffer for sending, or −1 for the system's default
 * @param receiveBufferBytes kernel socket buffer for receiving, or −1 for the system's default
 * @param workingDirectory the folder that relative file names, such as a key store's, start from
 */
public record TransportContext(
    PluginSettings settings,
    int threads,
    int maxFrameBytes,
    long frameMemoryBytes,
    int sendBufferBytes,
    int receiveBufferBytes,
    Path workingDirectory) {}
