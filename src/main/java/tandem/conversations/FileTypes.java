package tandem.conversations;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tika.Tika;
import org.jspecify.annotations.Nullable;

/**
 * The media types of files, as their content shows; the name decides what the content leaves open.
 *
 * <p>The known types are read from a long XML file when they are needed first. That takes a tenth
 * of a second and more.
 */
final class FileTypes {

  private @Nullable Tika tika;

  /** Reads the known types, if that has not been done. Blocks. */
  synchronized Tika read() {
    var known = tika;
    if (known == null) {
      known = new Tika();
      tika = known;
    }
    return known;
  }

  /**
   * Returns the media type of a file.
   *
   * @param head the beginning of its content
   */
  String of(byte[] head, String name) {
    try {
      return read().detect(new ByteArrayInputStream(head), name);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }
}
