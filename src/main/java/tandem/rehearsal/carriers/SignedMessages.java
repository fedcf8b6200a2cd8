package tandem.rehearsal.carriers;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import tandem.base.Failure;

/** The messages between carrier and server, signed and checked by the library of the standard. */
public final class SignedMessages {

  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  private final Webhook webhook;

  /** The secret is {@code whsec_} and base64. */
  public SignedMessages(String secret) {
    try {
      this.webhook = new Webhook(secret);
    } catch (EmptyWebhookSecretException | IllegalArgumentException e) {
      throw new Failure.Invalid("a webhook secret is whsec_ and base64");
    }
  }

  /** The three headers of a message. */
  public Map<String, String> headers(String id, Instant now, String body) {
    long timestamp = now.getEpochSecond();
    try {
      return Map.of(
          ID, id,
          TIMESTAMP, Long.toString(timestamp),
          SIGNATURE, webhook.sign(id, timestamp, body));
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every JDK has what signs", e);
    }
  }

  /** Whether one of the signatures is ours, and of about now. */
  public boolean verifies(MultiMap headers, String body) {
    try {
      webhook.verify(
          body,
          headers.names().stream()
              .collect(Collectors.toMap(name -> name, headers::getAll, (one, _) -> one)));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }
}
