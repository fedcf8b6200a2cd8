package tandem.conversations;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.base.Text;

/**
 * A file that belongs to a message.
 *
 * @param name the file's name, in any script, without control characters
 * @param type the media type that the content shows
 * @param contentId the name by which the HTML of the message shows it
 * @param sha256 the digest of its content, in hex
 */
public record Attachment(
    String name, String type, long size, Optional<String> contentId, String sha256) {

  /** The largest attachment, in bytes. */
  public static final long SIZE_MAX = 25L * 1024 * 1024;

  public static final int NAME_LENGTH_MAX = 250;

  /** How many attachments a message has at most. */
  public static final int ATTACHMENTS_MAX = 100;

  public Attachment {
    name = named(name);
    Failure.require(size >= 0, "the size of an attachment must not be negative");
    Failure.require(
        sha256.length() == 64 && HexFormat.of().parseHex(sha256).length == 32,
        "sha256 must have 64 hex digits");
  }

  /** They make {@code exe.jpg} of {@code gpj.exe} for who reads the name. */
  private static final Pattern REORDERING = Pattern.compile("[\\u202a-\\u202e\\u2066-\\u2069]");

  /** Makes a file's name storable and harmless as a name: it has no path, and shows its end. */
  public static String named(String name) {
    var plain = REORDERING.matcher(Text.plain(name)).replaceAll("").strip();
    var last = plain
        .substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1)
        .strip();
    return last.isEmpty() || last.equals(".") || last.equals("..")
        ? "file"
        : Text.beginning(last, NAME_LENGTH_MAX);
  }

  byte[] digest() {
    return HexFormat.of().parseHex(sha256);
  }
}
