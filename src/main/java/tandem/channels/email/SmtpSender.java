package tandem.channels.email;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.channels.email.mime.MailWriter;
import tandem.channels.email.mime.OutgoingMail;

/** The giving of single mails to one mail server. Its work blocks. */
final class SmtpSender {

  private static final Logger LOG = LoggerFactory.getLogger(SmtpSender.class);
  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int CAUSES_MAX = 10;
  private static final int TRANSIENT = 400;
  private static final int PERMANENT = 500;
  private static final int BAD_SEQUENCE = 503;

  /** What became of a mail. */
  sealed interface End {

    /** The server has it. */
    record Taken() implements End {}

    /** The server is there and does not take this mail, now or ever. */
    record Refused(Failure why) implements End {}

    /** The server cannot be used; nothing was sent. */
    record NoServer(Failure why, boolean refuses) implements End {}

    /** The connection broke after the whole mail was sent: the server may have it. */
    record Unsure(Failure why) implements End {}
  }

  /** A connection that knows whether it has sent the end of a mail. */
  private static final class Connection extends SMTPTransport {

    private boolean sentAll;

    Connection(Session session) {
      super(session, null, "smtp", false);
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
      sentAll = true;
      super.finishData();
    }
  }

  private final Mailbox.Server server;
  private final MailLimits limits;
  private final ScheduledExecutorService timer;

  SmtpSender(Mailbox.Server server, MailLimits limits, ScheduledExecutorService timer) {
    this.server = server;
    this.limits = limits;
    this.timer = timer;
  }

  /** Gives a mail to the server. */
  End send(OutgoingMail mail) throws InterruptedException {
    var session = MailSessions.of("smtp", server, limits.answer());
    var connection = new Connection(session);
    try {
      TimeLimit.runWithin(limits.connect(), timer, () -> connect(connection));
    } catch (MessagingException | IOException | TimeoutException e) {
      close(connection);
      return new End.NoServer(
          new Failure.Unavailable(MailSessions.why(e), COME_AGAIN), MailSessions.isRefusal(e));
    }
    try {
      return TimeLimit.within(limits.piece(), timer, () -> {
        var message = new SMTPMessage(session, new ByteArrayInputStream(MailWriter.bytes(mail)));
        // nobody answers to the null sender, and no report about an automatic mail comes back
        message.setEnvelopeFrom(mail.automatic() ? "<>" : mail.from().address());
        try {
          connection.sendMessage(message, recipients(mail));
        } catch (SendFailedException e) {
          if (!mail.automatic() || !refusesSender(e)) {
            throw e;
          }
          // some servers know no null sender, or take mails only from the address of the log-in
          message.setEnvelopeFrom(mail.from().address());
          connection.sendMessage(message, recipients(mail));
        }
        return new End.Taken();
      });
    } catch (MessagingException | IOException | TimeoutException e) {
      return meaning(e, connection.sentAll);
    } finally {
      close(connection);
    }
  }

  /** Whether a server has refused the sender; some of them say so only to the recipients. */
  private static boolean refusesSender(SendFailedException refusal) {
    Exception cause = refusal;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof SMTPSendFailedException mail
          && mail.getReturnCode() >= PERMANENT
          && String.valueOf(mail.getCommand()).startsWith("MAIL ")) {
        return true;
      }
      if (cause instanceof SMTPAddressFailedException recipient
          && recipient.getReturnCode() == BAD_SEQUENCE) {
        return true;
      }
      cause = cause instanceof MessagingException m ? m.getNextException() : null;
    }
    return false;
  }

  private void connect(Connection connection) throws MessagingException {
    boolean logsIn = !server.user().isEmpty();
    connection.connect(
        server.host(),
        server.port(),
        logsIn ? server.user() : null,
        logsIn ? server.password().reveal() : null);
  }

  private static InternetAddress[] recipients(OutgoingMail mail) throws MessagingException {
    var addresses = new ArrayList<InternetAddress>();
    for (var recipient : mail.recipients()) {
      addresses.add(new InternetAddress(recipient));
    }
    return addresses.toArray(InternetAddress[]::new);
  }

  /** Returns what a failure means: a 5xx of the server is for good (RFC 5321, 4.2.1). */
  private static End meaning(Exception failure, boolean sentAll) {
    Exception notNow = null;
    Exception cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      int code = switch (cause) {
        case SMTPAddressFailedException refused -> refused.getReturnCode();
        case SMTPSendFailedException refused -> refused.getReturnCode();
        default -> 0;
      };
      if (code >= PERMANENT) {
        return new End.Refused(new Failure.Conflict("the mail server refuses: " + answer(cause)));
      }
      if (code >= TRANSIENT && notNow == null) {
        notNow = cause;
      }
      cause = cause instanceof MessagingException m ? m.getNextException() : null;
    }
    if (notNow != null) {
      return new End.Refused(new Failure.Unavailable(
          "the mail server refuses for now: " + answer(notNow), COME_AGAIN));
    }
    if (failure instanceof AddressException
        || (failure instanceof SendFailedException
            && String.valueOf(failure.getMessage()).contains("Invalid Addresses"))) {
      return new End.Refused(new Failure.Conflict("the mail server refuses the address"));
    }
    var again = new Failure.Unavailable(MailSessions.why(failure), COME_AGAIN);
    return sentAll
        ? new End.Unsure(again)
        : new End.NoServer(again, MailSessions.isRefusal(failure));
  }

  /** The first line of the server's answer. */
  private static String answer(Exception refusal) {
    return MailSessions.firstLine(refusal, "");
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (MessagingException e) {
      LOG.debug("a connection to a mail server did not close well", e);
    }
  }
}
