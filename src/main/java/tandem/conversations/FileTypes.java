package tandem.conversations;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tika.Tika;

/**
 * The media types of files, as their content shows; the name decides what the content leaves open.
 */
public final class FileTypes {

  private final Tika tika = new Tika();

  /**
   * Returns the media type of a file.
   *
   * @param head the beginning of its content
   */
  public String of(byte[] head, String name) {
    try {
      return tika.detect(new ByteArrayInputStream(head), name);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }
}
