package io.ringmain.kernel.env;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The few small files that the kernel keeps beside the logs. Any thread; may wait for the disk. */
public interface SmallFiles {

  /** The content of a file; empty when there is none. */
  Optional<String> read(Path file) throws IOException;

  /** What is in a folder, by name and sorted; the folder is made when absent. */
  List<String> namesIn(Path folder) throws IOException;

  /**
   * Makes or replaces a file, its folder included. Whatever happens meanwhile, the file has the
   * content before or the one given; on return it has the one given, also after a failure of the
   * machine.
   */
  void write(Path file, String content) throws IOException;
}
