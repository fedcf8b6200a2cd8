package tandem.channels.voice;

import java.util.List;
import java.util.function.Supplier;
import tandem.auth.TwilioSignature;

/**
 * Our account with a Twilio-shaped carrier.
 *
 * @param authToken signs their requests and lets ours in
 * @param secondAuthToken good as well while tokens are being changed; empty otherwise
 * @param apiUrl where live calls are moved
 * @param callbackBase scheme and authority under which they reach us
 */
public record TwilioAccount(
    String accountSid,
    String authToken,
    String secondAuthToken,
    String apiUrl,
    Supplier<String> callbackBase) {

  /** Without both there is no Twilio: its routes do not exist. */
  public boolean isConfigured() {
    return !accountSid.isBlank() && !authToken.isBlank();
  }

  TwilioSignature signature() {
    return new TwilioSignature(List.of(authToken, secondAuthToken));
  }

  /** So that it never stands in a log. */
  @Override
  public String toString() {
    return "TwilioAccount " + accountSid;
  }
}
