package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.SmallFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small files of simulated machines. What is written has been flushed, so no crash takes it. */
public final class SimulatedFiles implements SmallFiles {
  private final Map<Path, String> contents = new HashMap<>();

  public SimulatedFiles() {}

  @Override
  public Optional<String> read(Path file) {
    return Optional.ofNullable(contents.get(file));
  }

  @Override
  public List<String> namesIn(Path folder) {
    return contents.keySet().stream()
        .filter(file -> folder.equals(file.getParent()))
        .map(file -> file.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public void write(Path file, String content) {
    contents.put(file, content);
  }
}
