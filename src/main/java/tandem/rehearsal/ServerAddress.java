package tandem.rehearsal;

import java.net.URI;

/**
 * The URL of a running server, with its secrets.
 *
 * @param adminToken a bearer token that may import a floor and make tokens for agents
 * @param voiceSecret the secret of the native voice hook
 * @param commandUrl the URL for the server's commands to the carrier, at which the rehearsal
 *     listens
 */
public record ServerAddress(URI http, String adminToken, String voiceSecret, URI commandUrl) {

  /** Omits the secrets. */
  @Override
  public String toString() {
    return http.toString();
  }
}
