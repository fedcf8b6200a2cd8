package tandem.channels.email.hooks;

import tandem.document.HiddenText;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of Mailgun's hook, which exists if there is a key. */
public record MailgunSettings(HiddenText signingKey, HiddenText secondSigningKey) {

  public static MailgunSettings read(Settings in) {
    return new MailgunSettings(
        in.read(
            "signing_key",
            SettingKinds.secret(),
            "",
            "The HTTP webhook signing key of the Mailgun account; empty accepts no mail of Mailgun."),
        in.read(
            "second_signing_key",
            SettingKinds.secret(),
            "",
            "A second key that may sign mails, while one replaces the other."));
  }

  public boolean isConfigured() {
    return !signingKey.isEmpty() || !secondSigningKey.isEmpty();
  }
}
