package tandem.channels;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tandem.auth.TwilioSignature;

/**
 * Our account at a carrier with Twilio's interface.
 *
 * @param authToken signs the carrier's requests and authenticates ours
 * @param secondAuthToken also valid while tokens are being changed; empty otherwise
 * @param apiUrl the URL of the REST interface
 * @param callbackBase scheme and authority of the URLs at which the carrier calls us
 */
public record TwilioAccount(
    String accountSid,
    String authToken,
    String secondAuthToken,
    String apiUrl,
    Supplier<String> callbackBase) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  /** Whether account and token are set; otherwise the Twilio routes do not exist. */
  public boolean isConfigured() {
    return !accountSid.isBlank() && !authToken.isBlank();
  }

  /** Whether the carrier is a simulated one on this machine, to which no customer is connected. */
  public boolean isSimulated() {
    var url = URI.create(apiUrl);
    return "http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost());
  }

  public TwilioSignature signature() {
    return new TwilioSignature(List.of(authToken, secondAuthToken));
  }

  /** Hides the tokens, so that no log contains them. */
  @Override
  public String toString() {
    return "TwilioAccount " + accountSid;
  }
}
