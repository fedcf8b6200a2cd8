package tandem.rehearsal;

import java.net.URI;

/**
 * How to reach a running server, and what opens it.
 *
 * @param adminToken a bearer token that may import a floor and make tokens for agents
 * @param voiceSecret of the native voice hook
 * @param commandUrl where the server sends its commands to the carrier: we listen there
 */
public record ServerAddress(URI http, String adminToken, String voiceSecret, URI commandUrl) {

  /** Without its secrets. */
  @Override
  public String toString() {
    return http.toString();
  }
}
