package tandem.rehearsal.crowd;

import java.net.URI;

/**
 * The URL of a running server for a {@link Crowd}, with its secrets, and the mail server that
 * delivers into the server's mailboxes. The server must be started with
 * {@code TANDEM_VOICE_NATIVE_COMMAND_URL=builtin}, with {@code TANDEM_MESSAGES_COMMAND_URL} of
 * {@code messageCommands}, and with a {@code TANDEM_EMAIL_FILE} that has the mailboxes of
 * {@link CrowdFloor#MAILBOXES}.
 *
 * @param adminToken a bearer token of an administrator
 * @param voiceSecret the secret of the native voice hook
 * @param messageSecret the secret of the hook for messages
 * @param messageCommands the URL for the server's messages to customers, at which the crowd listens
 * @param smtpHost the host of the mail server, which takes mails without TLS and log-in
 */
public record CrowdAddress(
    URI http,
    String adminToken,
    String voiceSecret,
    String messageSecret,
    URI messageCommands,
    String smtpHost,
    int smtpPort) {

  /** Omits the secrets. */
  @Override
  public String toString() {
    return http.toString();
  }
}
