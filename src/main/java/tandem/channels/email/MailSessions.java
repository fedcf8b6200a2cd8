package tandem.channels.email;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FolderClosedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.StoreClosedException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;
import tandem.base.Text;

/** The connections to mail servers: protected as the mailbox says, each with time limits. */
final class MailSessions {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private static final int WHY_LENGTH_MAX = 300;

  private static final int FETCH_BYTES = 256 * 1024;

  private MailSessions() {}

  /**
   * Makes a session of a protocol: {@code imap} or {@code smtp}.
   *
   * @param answer how long the server may take for one answer
   */
  static Session of(String protocol, Mailbox.Server server, Duration answer) {
    var name = "mail." + protocol;
    var settings = new Properties();
    settings.setProperty(name + ".host", server.host());
    settings.setProperty(name + ".port", Integer.toString(server.port()));
    settings.setProperty(name + ".connectiontimeout", millis(CONNECT_LIMIT));
    settings.setProperty(name + ".timeout", millis(answer));
    settings.setProperty(name + ".writetimeout", millis(answer));
    settings.setProperty(name + ".auth", Boolean.toString(!server.user().isEmpty()));
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
    settings.setProperty(name + ".fetchsize", Integer.toString(FETCH_BYTES));
    settings.setProperty(name + ".peek", "true");
    // the mail is sent, or it is not: the answer to QUIT changes nothing
    settings.setProperty(name + ".quitwait", "false");
    // for the library every connection is a plain one: TLS, and whom it believes, is in the sockets
    var sockets = new MailSockets(server, protocol.equals("imap"));
    settings.put(name + ".socketFactory", sockets.plain());
    settings.setProperty(name + ".socketFactory.fallback", "false");
    settings.put(name + ".ssl.socketFactory", sockets);
    return Session.getInstance(settings);
  }

  private static String millis(Duration limit) {
    return Long.toString(limit.toMillis());
  }

  /**
   * Whether only a person can repair this: the log-in, the certificate, or a server without TLS.
   */
  static boolean isRefusal(Throwable failure) {
    return failure instanceof AuthenticationFailedException
        || causedByTls(failure).isPresent()
        || String.valueOf(failure.getMessage()).startsWith("STARTTLS ");
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

  private static boolean isUnknown(Throwable tls) {
    var cause = tls;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof CertPathBuilderException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Says why, in one line that contains no password and no mail. */
  static String why(Throwable failure) {
    if (failure instanceof AuthenticationFailedException) {
      return "the server refuses the log-in";
    }
    var tls = causedByTls(failure);
    if (tls.isPresent()) {
      return "the connection cannot be protected: "
          + (isUnknown(tls.get())
              ? "no authority that is believed has signed the server's certificate"
              : tls.get().getMessage());
    }
    return isClosed(failure)
        ? "the server closed the connection"
        : firstLine(failure, failure.getClass().getSimpleName());
  }

  /** The first line of what a server or the library says, which may be of any length. */
  static String firstLine(Throwable failure, String otherwise) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .map(line -> Text.beginning(Text.plain(line), WHY_LENGTH_MAX))
        .orElse(otherwise);
  }

  private static boolean isClosed(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    return failure instanceof FolderClosedException
        || failure.getCause() instanceof FolderClosedException
        || failure instanceof StoreClosedException
        || message.contains("[EOF]")
        || message.contains("Connection dropped by server");
  }
}
