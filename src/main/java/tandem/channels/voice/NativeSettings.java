package tandem.channels.voice;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import tandem.document.HiddenText;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * The settings of Tandem's own voice hook.
 *
 * @param secret empty: the first start makes one for all nodes, stored in the database and in each
 *     data folder
 */
public record NativeSettings(URI commandUrl, HiddenText secret) {

  private static final String FORM = "whsec_";
  private static final int BYTES_MIN = 24;
  private static final int BYTES_MAX = 64;

  public static NativeSettings read(Settings in) {
    return new NativeSettings(
        in.read(
            "command_url",
            SettingKinds.url(true),
            "http://127.0.0.1:8082/commands",
            "The telephone system's URL for commands (bridge, hold, resume, hang up)."),
        in.read(
            "secret",
            signingSecret(),
            "",
            "Signs both directions: whsec_ and base64 of 24-64 bytes; if empty, one is made (data_dir/secrets/voice)."));
  }

  private static Kind<HiddenText> signingSecret() {
    return Kind.of(
            "whsec_ and the base64 of 24 to 64 bytes, or empty", new HiddenText(""), text -> {
              if (text.isEmpty()) {
                return Optional.of(new HiddenText(""));
              }
              try {
                int bytes = text.startsWith(FORM)
                    ? Base64.getDecoder().decode(text.substring(FORM.length())).length
                    : 0;
                return bytes >= BYTES_MIN && bytes <= BYTES_MAX
                    ? Optional.of(new HiddenText(text))
                    : Optional.empty();
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            })
        .secret();
  }
}
