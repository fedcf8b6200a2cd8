package tandem.channels;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The requests to the REST interface of a carrier with Twilio's interface, with our credentials.
 * Redirects are not followed.
 */
public final class TwilioRest {

  private final WebClient client;
  private final TwilioAccount account;
  private final Duration answerLimit;

  public TwilioRest(WebClient client, TwilioAccount account, Duration answerLimit) {
    this.client = client;
    this.account = account;
    this.answerLimit = answerLimit;
  }

  /** Makes a request to a resource of our account. */
  public HttpRequest<Buffer> request(HttpMethod method, String path) {
    return client
        .requestAbs(method, account(account) + path)
        .basicAuthentication(account.accountSid(), account.authToken())
        .timeout(answerLimit.toMillis())
        .followRedirects(false);
  }

  /** The URL of our account, to which the paths of its resources are added. */
  public static String account(TwilioAccount account) {
    return "%s/2010-04-01/Accounts/%s".formatted(account.apiUrl(), segment(account.accountSid()));
  }

  /** Escapes a text as one part of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
