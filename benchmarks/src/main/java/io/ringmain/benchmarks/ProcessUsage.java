package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used: from Linux' {@code /proc}, or from the JDK where there is none.
 *
 * <p>{@code /proc/PID/stat} counts user and system time in ticks of 10 ms, threads that have ended
 * included. Resident memory is known on Linux alone.
 */
final class ProcessUsage {
  private static final long TICK_NS = 10_000_000;

  /** Places in the stat line, counted from behind the command's closing parenthesis. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private ProcessUsage() {}

  static long cpuNs(ProcessHandle process) throws IOException {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    if (Files.isReadable(stat)) {
      return cpuNs(Files.readString(stat));
    }
    return process
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .orElseThrow(() -> new IOException("no CPU time of process " + process.pid()));
  }

  /** The CPU time in a stat line; the command in it may contain spaces and parentheses. */
  static long cpuNs(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK_NS * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
  }

  /** Resident memory, 0 where it cannot be known. */
  static long residentBytes(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.isReadable(status) ? residentBytes(Files.readAllLines(status)) : 0;
  }

  static long residentBytes(List<String> status) {
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }
}
