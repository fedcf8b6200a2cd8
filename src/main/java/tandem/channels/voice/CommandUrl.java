package tandem.channels.voice;

import java.net.URI;
import java.util.Optional;
import tandem.document.Kind;
import tandem.document.SettingKinds;

/**
 * The receiver of commands about the calls of the native hook.
 *
 * @param telephones the URL of a telephone system; empty for the carrier that is built in
 */
public record CommandUrl(Optional<URI> telephones) {

  /** The word for the carrier that is built in. */
  public static final String BUILT_IN = "builtin";

  /** The URL or the word, as settings have it. */
  static Kind<CommandUrl> kind() {
    return SettingKinds.url(true).orWord(BUILT_IN).map(CommandUrl::new);
  }

  public static CommandUrl at(String url) {
    return new CommandUrl(Optional.of(URI.create(url)));
  }

  public boolean isBuiltIn() {
    return telephones.isEmpty();
  }

  /** As it is written in the settings. */
  @Override
  public String toString() {
    return telephones.map(URI::toString).orElse(BUILT_IN);
  }
}
