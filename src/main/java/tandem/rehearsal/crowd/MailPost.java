package tandem.rehearsal.crowd;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;
import tandem.base.Ids;

/** The sending of customers' mails to a mail server, on threads of its own, because it blocks. */
final class MailPost {

  private static final String UTF_8 = StandardCharsets.UTF_8.name();
  private static final String LIMIT_MS = "10000";
  private static final int THREADS = 2;

  private final InstantSource clock;
  private final Ids ids;
  private final Session session;
  private final WorkerExecutor threads;

  /** @param host the mail server's, which takes mails without TLS and log-in */
  MailPost(Vertx vertx, InstantSource clock, Ids ids, String host, int port) {
    this.clock = clock;
    this.ids = ids;
    var settings = new Properties();
    settings.setProperty("mail.smtp.host", host);
    settings.setProperty("mail.smtp.port", Integer.toString(port));
    settings.setProperty("mail.smtp.localhost", "customers.example");
    settings.setProperty("mail.smtp.connectiontimeout", LIMIT_MS);
    settings.setProperty("mail.smtp.timeout", LIMIT_MS);
    settings.setProperty("mail.smtp.writetimeout", LIMIT_MS);
    this.session = Session.getInstance(settings);
    this.threads = vertx.createSharedWorkerExecutor("tandem-crowd-mail", THREADS);
  }

  /** Sends a mail; completes with its Message-ID when the mail server has it. */
  Future<String> send(Customer from, String to, String subject, String text) {
    return threads.executeBlocking(() -> {
      var mail = new Mail(session, ids.next() + "@customers.example");
      write(mail, from, to, subject, text);
      Transport.send(mail);
      return mail.id;
    });
  }

  private void write(MimeMessage mail, Customer from, String to, String subject, String text)
      throws MessagingException, UnsupportedEncodingException {
    mail.setFrom(new InternetAddress(from.email(), from.name(), UTF_8));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
    mail.setSubject(subject, UTF_8);
    mail.setSentDate(Date.from(clock.instant()));
    mail.setText(text, UTF_8);
  }

  Future<Void> close() {
    return threads.close();
  }

  /** A mail that keeps the id that it was given. */
  private static final class Mail extends MimeMessage {
    private final String id;

    Mail(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
