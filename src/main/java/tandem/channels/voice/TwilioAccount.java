package tandem.channels.voice;

import java.util.List;
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

  /** Whether account and token are set; otherwise the Twilio routes do not exist. */
  public boolean isConfigured() {
    return !accountSid.isBlank() && !authToken.isBlank();
  }

  TwilioSignature signature() {
    return new TwilioSignature(List.of(authToken, secondAuthToken));
  }

  /** Hides the tokens, so that no log contains them. */
  @Override
  public String toString() {
    return "TwilioAccount " + accountSid;
  }
}
