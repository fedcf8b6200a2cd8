package tandem.rehearsal.carriers;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import tandem.base.Failure;

/** The messages between carrier and server, signed and checked by the library of the standard. */
public final class SignedMessages {

  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  /** The largest difference between a message's time and ours. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Webhook webhook;

  /** The secret is {@code whsec_} and base64. */
  public SignedMessages(String secret) {
    try {
      this.webhook = new Webhook(secret);
    } catch (EmptyWebhookSecretException | IllegalArgumentException e) {
      throw new Failure.Invalid("a webhook secret is whsec_ and base64");
    }
  }

  /** Returns the three headers of a message. */
  public Map<String, String> headers(String id, Instant now, String body) {
    long timestamp = now.getEpochSecond();
    try {
      return Map.of(
          ID, id,
          TIMESTAMP, Long.toString(timestamp),
          SIGNATURE, webhook.sign(id, timestamp, body));
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every JDK has the signature's algorithm", e);
    }
  }

  /**
   * Whether one of the signatures is valid and the time is about now. The library's own check reads
   * the machine's clock, but a rehearsal may use another time.
   */
  public boolean verifies(MultiMap headers, String body, Instant now) {
    try {
      var id = headers.get(ID);
      long timestamp = Long.parseLong(String.valueOf(headers.get(TIMESTAMP)));
      if (id == null || Math.abs(timestamp - now.getEpochSecond()) > TOLERANCE.toSeconds()) {
        return false;
      }
      var ours = webhook.sign(id, timestamp, body).getBytes(StandardCharsets.UTF_8);
      return Stream.of(String.valueOf(headers.get(SIGNATURE)).split(" ", -1))
          .map(signature -> signature.getBytes(StandardCharsets.UTF_8))
          .anyMatch(signature -> MessageDigest.isEqual(ours, signature));
    } catch (NumberFormatException | WebhookSigningException e) {
      return false;
    }
  }
}
