package tandem.channels.email;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;

/** The connections to mail servers: protected as the mailbox says, each with time limits. */
final class MailSessions {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** A slow server may take this long for one answer. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private MailSessions() {}

  /** Makes a session of a protocol: {@code imap} or {@code smtp}. */
  static Session of(String protocol, Mailbox.Server server) {
    var name = "mail." + (server.security() == Mailbox.Security.TLS ? protocol + "s" : protocol);
    var settings = new Properties();
    settings.setProperty(name + ".host", server.host());
    settings.setProperty(name + ".port", Integer.toString(server.port()));
    settings.setProperty(name + ".connectiontimeout", millis(CONNECT_LIMIT));
    settings.setProperty(name + ".timeout", millis(ANSWER_LIMIT));
    settings.setProperty(name + ".writetimeout", millis(ANSWER_LIMIT));
    settings.setProperty(name + ".auth", Boolean.toString(!server.user().isEmpty()));
    settings.setProperty(name + ".ssl.checkserveridentity", "true");
    settings.setProperty(
        name + ".starttls.enable",
        Boolean.toString(server.security() == Mailbox.Security.STARTTLS));
    // without it a server, or somebody between, could talk us out of TLS
    settings.setProperty(
        name + ".starttls.required",
        Boolean.toString(server.security() == Mailbox.Security.STARTTLS));
    // a mail that the server refuses for one recipient is not sent to the others
    settings.setProperty(name + ".sendpartial", "false");
    settings.setProperty(name + ".partialfetch", "true");
    settings.setProperty(name + ".peek", "true");
    return Session.getInstance(settings);
  }

  static String protocol(String protocol, Mailbox.Server server) {
    return server.security() == Mailbox.Security.TLS ? protocol + "s" : protocol;
  }

  private static String millis(Duration limit) {
    return Long.toString(limit.toMillis());
  }

  /** Whether only a person can repair this: the log-in or the certificate. */
  static boolean isRefusal(Throwable failure) {
    return failure instanceof AuthenticationFailedException
        || causedByTls(failure).isPresent();
  }

  private static Optional<Throwable> causedByTls(Throwable failure) {
    var cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof SSLException) {
        return Optional.of(cause);
      }
      cause = cause instanceof MessagingException m && m.getNextException() != null
          ? m.getNextException()
          : cause.getCause();
    }
    return Optional.empty();
  }

  /** Says why, in one line that contains no password and no mail. */
  static String why(Throwable failure) {
    if (failure instanceof AuthenticationFailedException) {
      return "the server refuses the log-in";
    }
    var tls = causedByTls(failure);
    if (tls.isPresent()) {
      return "the connection cannot be protected: " + tls.get().getMessage();
    }
    var message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
  }
}
