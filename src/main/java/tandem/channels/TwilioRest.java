package tandem.channels;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import tandem.web.PeerClient;

/**
 * The requests to the REST interface of a carrier with Twilio's interface, with our credentials.
 * Redirects are not followed.
 */
public final class TwilioRest {

  /** A list of a hundred messages, each as long as Twilio takes them, has a third of it. */
  private static final int ANSWER_BYTES_MAX = 1024 * 1024;

  private final PeerClient client;
  private final TwilioAccount account;
  private final PeerClient.Bounds bounds;

  public TwilioRest(PeerClient client, TwilioAccount account, Duration answerLimit) {
    this.client = client;
    this.account = account;
    this.bounds = new PeerClient.Bounds(answerLimit, ANSWER_BYTES_MAX);
  }

  /** Reads a resource of our account. */
  public Future<PeerClient.Answer> get(String path, MultiMap query) {
    var url = account(account) + path + "?" + form(query);
    return client.send(HttpMethod.GET, url, credentials(account), Buffer.buffer(), bounds);
  }

  /** Sends a form to a resource of our account. */
  public Future<PeerClient.Answer> post(String path, MultiMap form) {
    return client.send(
        HttpMethod.POST,
        account(account) + path,
        credentials(account).set("Content-Type", "application/x-www-form-urlencoded"),
        Buffer.buffer(form(form)),
        bounds);
  }

  /** Returns the header with our credentials. */
  public static MultiMap credentials(TwilioAccount account) {
    var pair = account.accountSid() + ":" + account.authToken();
    return MultiMap.caseInsensitiveMultiMap()
        .set(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** The URL of our account, to which the paths of its resources are added. */
  public static String account(TwilioAccount account) {
    return "%s/2010-04-01/Accounts/%s".formatted(account.apiUrl(), segment(account.accountSid()));
  }

  /** Escapes a text as one part of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String form(MultiMap fields) {
    return fields.entries().stream()
        .map(field -> segment(field.getKey()) + "=" + segment(field.getValue()))
        .collect(Collectors.joining("&"));
  }
}
