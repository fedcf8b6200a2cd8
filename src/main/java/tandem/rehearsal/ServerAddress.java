package tandem.rehearsal;

import java.net.URI;
import java.util.Optional;
import tandem.base.Failure;

/**
 * The URL of a running server, with its secrets.
 *
 * @param adminToken a bearer token that may import a floor and make tokens for agents
 * @param voiceSecret the secret of the native voice hook
 * @param commands the URL for the server's commands to the carrier, at which the rehearsal listens;
 *     empty if the server's own carrier takes them
 */
public record ServerAddress(
    URI http, String adminToken, String voiceSecret, Optional<URI> commands) {

  public ServerAddress(URI http, String adminToken, String voiceSecret, URI commandUrl) {
    this(http, adminToken, voiceSecret, Optional.of(commandUrl));
  }

  /**
   * The URL for the server's commands to the carrier; {@link Failure.Conflict} if the server's own
   * carrier takes them.
   */
  public URI commandUrl() {
    return commands.orElseThrow(() -> new Failure.Conflict("voice.native.command_url is builtin,"
        + " so the server carries out its commands itself, but this command has a carrier of its"
        + " own: start the server and this command with"
        + " TANDEM_VOICE_NATIVE_COMMAND_URL=http://127.0.0.1:8082/commands"));
  }

  /** Omits the secrets. */
  @Override
  public String toString() {
    return http.toString();
  }
}
