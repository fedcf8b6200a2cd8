package tandem.channels.email.hooks;

import java.util.Optional;
import tandem.auth.SendGridSignature;
import tandem.document.HiddenText;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of SendGrid's hook, which exists if there is a password or a key. */
public record SendGridSettings(String user, HiddenText password, String publicKey) {

  public static SendGridSettings read(Settings in) {
    return new SendGridSettings(
        in.read(
            "user",
            SettingKinds.user(),
            "sendgrid",
            "The user in the URL that SendGrid gets: https://user:password@host/hooks/email/sendgrid."),
        in.read(
            "password",
            SettingKinds.password(),
            "",
            "The password in that URL; if it and public_key are empty, no mail of SendGrid is accepted."),
        in.read(
            "public_key",
            Kind.of(
                "the base64 of a public key on P-256, or empty",
                "",
                text -> text.isEmpty() || SendGridSignature.key(text).isPresent()
                    ? Optional.of(text)
                    : Optional.empty()),
            "",
            "The public key of the security policy of the parse webhook; if given, every mail must be signed."));
  }

  public boolean isConfigured() {
    return !password.isEmpty() || !publicKey.isEmpty();
  }
}
