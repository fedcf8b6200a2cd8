package tandem.channels.voice;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.document.HiddenText;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of Twilio, and of carriers with the same interface. */
public record TwilioSettings(
    String accountSid, HiddenText authToken, HiddenText secondAuthToken, URI apiUrl) {

  /** Twilio's account ids begin with AC; those of compatible carriers are UUIDs and words. */
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9-]{0,64}");

  public static TwilioSettings read(Settings in) {
    var settings = new TwilioSettings(
        in.read(
            "account_sid",
            Kind.of(
                "1-64 letters, digits and hyphens, or empty",
                "",
                text -> ACCOUNT.matcher(text).matches() ? Optional.of(text) : Optional.empty()),
            "",
            "The account whose calls and messages are accepted at /hooks/voice/twilio and /hooks/messages/twilio; empty accepts none."),
        in.read(
            "auth_token",
            SettingKinds.secret(),
            "",
            "Its auth token, which signs hooks and authenticates our requests."),
        in.read(
            "second_auth_token",
            SettingKinds.secret(),
            "",
            "A second token that may sign hooks, while one replaces the other."),
        in.read(
            "api_url",
            SettingKinds.url(true),
            "https://api.twilio.com",
            "The URL of its REST API."));
    settings.checkTogether(in);
    return settings;
  }

  private void checkTogether(Settings in) {
    if (!accountSid.isEmpty() && authToken.isEmpty()) {
      in.complain("auth_token", "must be given where voice.twilio.account_sid is");
    }
    if (accountSid.isEmpty() && !(authToken.isEmpty() && secondAuthToken.isEmpty())) {
      in.complain("account_sid", "must be given where an auth token of voice.twilio is");
    }
  }
}
