package tandem.channels.email.mime;

import static tandem.base.Failure.require;

/**
 * The most that is read of a mail: its bytes, its parts, how deep parts may lie in parts, and the
 * characters of text that are shown (of HTML, too).
 */
public record ReadLimits(int mailBytes, int parts, int levels, int textLength) {

  public static final ReadLimits DEFAULT = new ReadLimits(25 * 1024 * 1024, 100, 10, 1024 * 1024);

  public ReadLimits {
    require(mailBytes > 0, "mailBytes must be positive");
    require(parts > 0, "parts must be positive");
    require(levels > 0, "levels must be positive");
    require(textLength > 0, "textLength must be positive");
  }
}
