package tandem.channels.voice;

import tandem.document.HiddenText;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * The settings of Tandem's own voice hook.
 *
 * @param secret empty: the first start makes one for all nodes, stored in the database and in each
 *     data folder
 */
public record NativeSettings(CommandUrl commandUrl, HiddenText secret) {

  private static final String TELEPHONES = "http://127.0.0.1:8082/commands";

  /**
   * Reads the settings of the hook.
   *
   * @param sample whether the floor is the sample floor, which nobody calls by telephone
   */
  public static NativeSettings read(Settings in, boolean sample) {
    return new NativeSettings(
        in.read(
            "command_url",
            CommandUrl.kind(),
            sample ? CommandUrl.BUILT_IN : TELEPHONES,
            "The telephone system's URL for commands (bridge, hold, resume, hang up), or builtin for practice without telephones. "
                + "If floor.sample is false, the default is " + TELEPHONES + "."),
        in.read(
            "secret",
            SettingKinds.signingSecret(),
            "",
            "Signs both directions: whsec_ and base64 of 24-64 bytes; if empty, one is made (data_dir/secrets/voice)."));
  }
}
