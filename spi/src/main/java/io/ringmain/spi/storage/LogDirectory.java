package io.ringmain.spi.storage;

import java.nio.file.Path;

/**
 * One of the {@code log.dirs}.
 *
 * @param path absolute path
 * @param totalBytes size of the volume, or −1 when unknown
 * @param usableBytes what can still be written to it, or −1 when unknown
 * @param online false after an I/O error that took the directory out of service
 */
public record LogDirectory(Path path, long totalBytes, long usableBytes, boolean online) {}
