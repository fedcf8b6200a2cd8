package tandem.channels.email;

import java.time.Duration;

/**
 * How long a mail server may take.
 *
 * @param connect for the connection, with TLS and the log-in
 * @param answer for one answer
 * @param piece for a piece of a mail, or for a whole mail that is sent
 * @param idle how long it may say nothing before it is asked whether it is still there
 */
record MailLimits(Duration connect, Duration answer, Duration piece, Duration idle) {

  /** A server may end a connection that idles for 29 minutes (RFC 2177); networks do so earlier. */
  static final MailLimits READING = new MailLimits(
      Duration.ofSeconds(60),
      Duration.ofSeconds(60),
      Duration.ofSeconds(120),
      Duration.ofMinutes(5));

  /**
   * A server may take ten minutes to accept a mail (RFC 5321, 4.5.3.2.6). Who waits for a shorter
   * time sends the mail twice.
   */
  static final MailLimits SENDING = new MailLimits(
      Duration.ofSeconds(60),
      Duration.ofMinutes(10),
      Duration.ofMinutes(20),
      Duration.ofMinutes(10));
}
