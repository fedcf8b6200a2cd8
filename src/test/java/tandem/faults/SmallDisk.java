package tandem.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk in memory that can be full; only root may make one. */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "200m";
  private static final byte[] PIECE = new byte[1 << 16];

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path folder) throws IOException {
    run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=700", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  /** Leaves no room. */
  void fill() {
    for (int bytes = PIECE.length; bytes > 0; bytes /= 16) {
      try (var out =
          Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(PIECE, 0, bytes);
        }
      } catch (IOException e) {
        // it is full
      }
    }
  }

  /** Makes room. */
  void empty() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static void run(String... command) throws IOException {
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException("is not allowed: " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
  }
}
