package tandem.channels.email.hooks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.base.Failure;

/**
 * The tokens that have come with a mail, at this node. Mailgun signs a token and not the mail, so a
 * token that was overheard must not bring another mail. The same mail may come again with it.
 */
final class UsedTokens {

  /** The first tokens are forgotten before their time only when mails come faster than this. */
  private static final int TOKENS_MAX = 50_000;

  private record Use(Instant at, String digest) {}

  private final Duration lifetime;
  private final Map<String, Use> uses = new LinkedHashMap<>();

  /** @param lifetime how long the signature of a token is valid */
  UsedTokens(Duration lifetime) {
    this.lifetime = lifetime;
  }

  /** Notes a token with its mail; {@link Failure.Denied} if it came with another mail before. */
  void use(String token, byte[] mail, Instant now) {
    var digest = sha256(mail);
    synchronized (this) {
      forget(now);
      var before = uses.putIfAbsent(token, new Use(now, digest));
      if (before != null && !before.digest().equals(digest)) {
        throw new Failure.Denied("token has come with another mail before");
      }
    }
  }

  private void forget(Instant now) {
    var oldest = uses.values().iterator();
    while (oldest.hasNext()
        && (oldest.next().at().plus(lifetime).isBefore(now) || uses.size() >= TOKENS_MAX)) {
      oldest.remove();
    }
  }

  private static String sha256(byte[] mail) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(mail));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
