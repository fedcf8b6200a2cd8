package tandem.rehearsal.demo;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The mail server of the demo, in memory: the mailboxes that the server reads by IMAP and sends
 * from by SMTP, and those of the customers. It listens on free ports of this machine, and no mail
 * leaves it.
 *
 * @see <a href="https://greenmail-mail-test.github.io/greenmail/">GreenMail</a>
 */
public final class MailServer implements AutoCloseable {

  private static final String HERE = "127.0.0.1";
  private static final String PASSWORD = "sample";

  private final GreenMail green = new GreenMail(new ServerSetup[] {
    new ServerSetup(0, HERE, ServerSetup.PROTOCOL_IMAP),
    new ServerSetup(0, HERE, ServerSetup.PROTOCOL_SMTP)
  });
  private final Collection<String> ours;

  /** A mail in the mailbox of a customer. */
  record Letter(String from, String subject) {}

  /** @param ours the addresses of the shop */
  public MailServer(Collection<String> ours) {
    this.ours = List.copyOf(ours);
    green.start();
    this.ours.forEach(address -> green.setUser(address, address, PASSWORD));
  }

  public int smtpPort() {
    return green.getSmtp().getPort();
  }

  /** The server's file of mailboxes: all that are ours, each with its own log-in. */
  public String mailboxes() {
    return ours.stream().map(this::mailbox).collect(Collectors.joining("", "mailboxes:\n", ""));
  }

  private String mailbox(String address) {
    return """
          - address: %1$s
            name: Northwind
            imap: {host: %2$s, port: %3$d, security: none, user: "%1$s", password: %5$s}
            smtp: {host: %2$s, port: %4$d, security: none, user: "%1$s", password: %5$s}
        """.formatted(address, HERE, green.getImap().getPort(), smtpPort(), PASSWORD);
  }

  /**
   * Opens the mailbox of a customer.
   *
   * @param came is called for each mail that comes, on a thread of the mail server
   */
  void open(String address, Consumer<Letter> came) {
    var user = green.setUser(address, address, PASSWORD);
    try {
      var inbox = green.getManagers().getImapHostManager().getInbox(user);
      inbox.addListener(new Came(inbox, came));
    } catch (FolderException e) {
      throw new IllegalStateException("a new user has an inbox", e);
    }
  }

  /** Sends a mail of a customer; blocks. */
  void send(String from, String name, String to, String subject, String text)
      throws MessagingException {
    var properties = new Properties();
    properties.put("mail.smtp.host", HERE);
    properties.put("mail.smtp.port", Integer.toString(smtpPort()));
    var mail = new MimeMessage(Session.getInstance(properties));
    try {
      mail.setFrom(new InternetAddress(from, name, StandardCharsets.UTF_8.name()));
    } catch (java.io.UnsupportedEncodingException e) {
      throw new UncheckedIOException(e);
    }
    mail.setRecipients(MimeMessage.RecipientType.TO, to);
    mail.setSubject(subject, StandardCharsets.UTF_8.name());
    mail.setText(text, StandardCharsets.UTF_8.name());
    Transport.send(mail);
  }

  @Override
  public void close() {
    green.stop();
  }

  /** Tells of the mails that come into a mailbox. */
  private record Came(MailFolder inbox, Consumer<Letter> tell) implements FolderListener {

    @Override
    public void added(int number) {
      var mail = inbox.getMessages().get(number - 1).getMimeMessage();
      try {
        tell.accept(new Letter(InternetAddress.toString(mail.getFrom()), mail.getSubject()));
      } catch (MessagingException e) {
        throw new IllegalStateException("a mail of the demo cannot be read", e);
      }
    }

    @Override
    public void expunged(int number) {
      // nobody deletes a mail of the demo
    }

    @Override
    public void flagsUpdated(int number, Flags flags, Long uid) {
      // the page does not show what was read
    }

    @Override
    public void mailboxDeleted() {
      // nor a mailbox
    }
  }
}
