package tandem.channels.messages;

import java.net.URI;
import tandem.document.HiddenText;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * The settings of the generic hook for messages.
 *
 * @param secret empty: the first start makes one for all nodes, stored in the database and in each
 *     data folder
 */
public record MessageSettings(URI commandUrl, HiddenText secret) {

  public static MessageSettings read(Settings in) {
    return new MessageSettings(
        in.read(
            "command_url",
            SettingKinds.url(true),
            "http://127.0.0.1:8083/messages",
            "The gateway's URL for our messages to customers."),
        in.read(
            "secret",
            SettingKinds.signingSecret(),
            "",
            "Signs both directions: whsec_ and base64 of 24-64 bytes; if empty, one is made (data_dir/secrets/messages)."));
  }
}
