package tandem.channels.voice;

import java.net.URI;
import tandem.document.HiddenText;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * The settings of Tandem's own voice hook.
 *
 * @param secret empty: the first start makes one for all nodes, stored in the database and in each
 *     data folder
 */
public record NativeSettings(URI commandUrl, HiddenText secret) {

  public static NativeSettings read(Settings in) {
    return new NativeSettings(
        in.read(
            "command_url",
            SettingKinds.url(true),
            "http://127.0.0.1:8082/commands",
            "The telephone system's URL for commands (bridge, hold, resume, hang up)."),
        in.read(
            "secret",
            SettingKinds.signingSecret(),
            "",
            "Signs both directions: whsec_ and base64 of 24-64 bytes; if empty, one is made (data_dir/secrets/voice)."));
  }
}
