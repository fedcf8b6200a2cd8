package tandem.channels.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.desk.conversations.SiteKeys;

/**
 * The key to a visitor's conversation at a site. The server signs it, so it needs no table: nobody
 * can make one for another visitor. The name of the visitor, which agents see, is not enough.
 *
 * @param thread the visitor's name for their conversation there: {@code v.} and 128 random bits, or
 *     {@code u.} and a digest of the id of a user for whom the site has vouched
 */
record VisitorToken(String site, String thread) {

  private static final Pattern THREAD = Pattern.compile("[uv]\\.[A-Za-z0-9_-]{22,43}");
  private static final int TOKEN_LENGTH_MAX = 120;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Makes the token of a new visitor. */
  static VisitorToken fresh(String site, byte[] random) {
    return new VisitorToken(site, "v." + BASE64.encodeToString(random));
  }

  /** The token of a user for whom the site has vouched: the same in every browser. */
  static VisitorToken of(String site, String user) {
    try {
      var digest = MessageDigest.getInstance("SHA-256")
          .digest((site + "\n" + user).getBytes(StandardCharsets.UTF_8));
      return new VisitorToken(site, "u." + BASE64.encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether it is that of a user for whom the site has vouched. */
  boolean isOfUser() {
    return thread.startsWith("u.");
  }

  /** Reads a token; empty unless this server has signed it for this site. */
  static Optional<VisitorToken> read(String secret, String site, String text) {
    int dot = text.lastIndexOf('.');
    if (text.length() > TOKEN_LENGTH_MAX || dot < 1) {
      return Optional.empty();
    }
    var token = new VisitorToken(site, text.substring(0, dot));
    return THREAD.matcher(token.thread).matches()
            && MessageDigest.isEqual(
                token.text(secret).getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8))
        ? Optional.of(token)
        : Optional.empty();
  }

  /** The text that the visitor's browser keeps. */
  String text(String secret) {
    return thread + "."
        + HexFormat.of()
            .formatHex(SiteKeys.sign(secret, "visitor\n" + site + "\n" + thread), 0, 16);
  }

  /** The owner of the files that the visitor uploads. */
  String owner() {
    return "chat:" + site + ":" + thread;
  }

  @Override
  public String toString() {
    return "visitor of " + site;
  }
}
