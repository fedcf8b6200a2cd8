package tandem.channels.email;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.document.HiddenText;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * The settings of email.
 *
 * @param file the file of our mailboxes
 * @param casePrefix how a case's number is marked in subjects: [T-1042]
 * @param secret signs mails at the hook; empty: one is made
 */
public record EmailSettings(Path file, String casePrefix, HiddenText secret) {

  private static final Pattern PREFIX = Pattern.compile("[A-Z]{1,12}");

  public static EmailSettings read(Settings in) {
    return new EmailSettings(
        in.readPath(
            "file",
            "config/mailboxes.yaml",
            "The file of our mailboxes; relative to the project's folder. Without it no mail is read or sent."),
        in.read(
            "case_prefix",
            Kind.of(
                "1 to 12 capital letters",
                "T",
                text -> PREFIX.matcher(text).matches() ? Optional.of(text) : Optional.empty()),
            "T",
            "The mark of a case's number in subjects: T makes [T-1042]."),
        in.read(
            "secret",
            SettingKinds.signingSecret(),
            "",
            "Signs mails at /hooks/email/mime: whsec_ and base64 of 24-64 bytes; if empty, one is made (data_dir/secrets/email)."));
  }
}
