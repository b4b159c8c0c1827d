package io.ringmain.distribution.assemble;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Packs a folder as .tar.gz, in POSIX' ustar format: the JDK writes zip alone, which forgets what
 * is executable.
 *
 * <p>The same files make the same bytes: in the order of their names, without owners or times.
 */
final class TarGz {
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_BYTES = 100;

  private final OutputStream out;

  private TarGz(OutputStream out) {
    this.out = out;
  }

  /** Packs a folder, whose own name begins every path. */
  static void pack(Path folder, Path archive) throws IOException {
    try (OutputStream out =
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)));
        Stream<Path> files = Files.walk(folder)) {
      TarGz tar = new TarGz(out);
      List<Path> sorted = files.sorted().toList();
      for (Path file : sorted) {
        tar.add(folder.getParent().relativize(file).toString().replace('\\', '/'), file);
      }
      out.write(new byte[2 * BLOCK_BYTES]);
    }
  }

  private void add(String name, Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      header(name, "777", 0, '2', Files.readSymbolicLink(file).toString());
    } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      header(name + "/", "755", 0, '5', "");
    } else {
      long sizeBytes = Files.size(file);
      header(name, Files.isExecutable(file) ? "755" : "644", sizeBytes, '0', "");
      Files.copy(file, out);
      out.write(new byte[(int) (-sizeBytes & (BLOCK_BYTES - 1))]);
    }
  }

  /**
   * <pre>
   *   name 100 │ mode 8 │ uid 8 │ gid 8 │ size 12 │ mtime 12 │ checksum 8 │ type 1 │ link 100
   *   "ustar\0" "00" │ owner 32 │ group 32 │ device 16 │ prefix 155
   * </pre>
   */
  private void header(String name, String mode, long sizeBytes, char type, String link)
      throws IOException {
    int split =
        name.length() <= NAME_BYTES ? -1 : name.indexOf('/', name.length() - NAME_BYTES - 1);
    byte[] block = new byte[BLOCK_BYTES];
    put(block, 0, name.substring(split + 1));
    put(block, 100, "0000" + mode);
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, String.format(Locale.ROOT, "%011o", sizeBytes));
    put(block, 136, "00000000000");
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    put(block, 345, split < 0 ? "" : name.substring(0, split));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0", sum));
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
