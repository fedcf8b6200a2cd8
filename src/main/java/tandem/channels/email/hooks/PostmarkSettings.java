package tandem.channels.email.hooks;

import tandem.document.HiddenText;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of Postmark's hook, which exists if there is a password. */
public record PostmarkSettings(String user, HiddenText password) {

  public static PostmarkSettings read(Settings in) {
    return new PostmarkSettings(
        in.read(
            "user",
            SettingKinds.user(),
            "postmark",
            "The user in the URL that Postmark gets: https://user:password@host/hooks/email/postmark."),
        in.read(
            "password",
            SettingKinds.password(),
            "",
            "The password in that URL, because Postmark signs nothing; empty accepts no mail of Postmark."));
  }
}
