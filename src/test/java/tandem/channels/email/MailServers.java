package tandem.channels.email;

import static tandem.Polls.until;

import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.document.HiddenText;
import tandem.rehearsal.FreePort;

/** A real mail server with a mailbox of ours, on free ports of this machine. */
public final class MailServers implements AutoCloseable {

  public static final String OURS = "help@shop.example";
  static final String OTHER = "sales@shop.example";
  public static final String PASSWORD = "secret-word";

  private GreenMail green;
  private final int imapPort = new FreePort().number();
  private final int smtpPort = new FreePort().number();
  private long validity;

  public MailServers() {
    green = started(imapPort, smtpPort);
  }

  private static GreenMail started(int imap, int smtp) {
    var green = new GreenMail(new ServerSetup[] {
      new ServerSetup(imap, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
      new ServerSetup(smtp, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
    });
    opened(green);
    return green;
  }

  private static void opened(GreenMail green) {
    green.start();
    green.setUser(OURS, OURS, PASSWORD);
    green.setUser(OTHER, OTHER, PASSWORD);
    green.setUser("eva@home.example", "eva@home.example", PASSWORD);
  }

  Mailbox mailbox() {
    return mailbox(PASSWORD);
  }

  Mailbox mailbox(String password) {
    return mailbox(
        OURS,
        server(imapPort(), Mailbox.Security.NONE, password, Optional.empty()),
        server(smtpPort(), Mailbox.Security.NONE, password, Optional.empty()));
  }

  /** Another mailbox of ours. */
  Mailbox other() {
    return mailbox(OTHER, account(imapPort(), OTHER), account(smtpPort(), OTHER));
  }

  private static Mailbox.Server account(int port, String user) {
    return new Mailbox.Server(
        "127.0.0.1",
        port,
        Mailbox.Security.NONE,
        user,
        new HiddenText(PASSWORD),
        "INBOX",
        Optional.empty());
  }

  /** Our mailbox behind these servers. */
  static Mailbox mailbox(String address, Mailbox.Server imap, Mailbox.Server smtp) {
    return new Mailbox(
        address,
        "The shop",
        Optional.of(imap),
        Optional.of(smtp),
        true,
        "The shop, +31 20 123 45 03",
        Map.of("en", "Your case is {{case.number}}. We answer within {{answer_within}}."),
        Map.of(),
        Map.of(),
        Optional.empty(),
        List.of());
  }

  /** A server on this machine with our account. */
  static Mailbox.Server server(
      int port, Mailbox.Security security, String password, Optional<Trust> trust) {
    return new Mailbox.Server(
        "127.0.0.1", port, security, OURS, new HiddenText(password), "INBOX", trust);
  }

  static Mailbox.Server server(int port) {
    return server(port, Mailbox.Security.NONE, PASSWORD, Optional.empty());
  }

  public int imapPort() {
    return imapPort;
  }

  public int smtpPort() {
    return smtpPort;
  }

  /** Gives our account another password. */
  void password(String password) {
    green.getUserManager().getUser(OURS).setPassword(password);
  }

  /** Puts a mail into our mailbox. */
  public synchronized void arrive(String raw) {
    try {
      var message = new MimeMessage(
          null,
          new ByteArrayInputStream(raw.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
      green.getUserManager().getUser(OURS).deliver(message);
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The mails that were sent to the customer. */
  public List<MimeMessage> sentToEva() {
    return Arrays.asList(green.getReceivedMessagesForDomain("home.example"));
  }

  /** How many mails of our mailbox are marked as read. */
  public synchronized long seen() {
    return seen(OURS);
  }

  /** How many mails of a mailbox are marked as read. */
  synchronized long seen(String mailbox) {
    return markedAsRead(mailbox).count();
  }

  /** The ids of the mails of our mailbox that are marked as read. */
  public synchronized Set<String> seenIds() {
    return markedAsRead(OURS).map(MailServers::messageId).collect(Collectors.toSet());
  }

  private Stream<StoredMessage> markedAsRead(String mailbox) {
    try {
      return green
          .getManagers()
          .getImapHostManager()
          .getInbox(green.getUserManager().getUser(mailbox))
          .getMessages()
          .stream()
          .filter(mail -> mail.getFlags().contains(jakarta.mail.Flags.Flag.SEEN));
    } catch (com.icegreen.greenmail.store.FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String messageId(StoredMessage mail) {
    try {
      return mail.getMimeMessage().getMessageID().replaceAll("[<>]", "");
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop() {
    validity = validity();
    green.stop();
  }

  /** Starts the server again at the same ports, without its mails: it numbers anew. */
  void start() {
    // GreenMail makes the new UIDVALIDITY of the clock's seconds
    until(this::startedAgain, now -> now != validity);
  }

  private long startedAgain() {
    green.stop();
    green = started(imapPort, smtpPort);
    return validity();
  }

  private long validity() {
    try {
      return green
          .getManagers()
          .getImapHostManager()
          .getInbox(green.getUserManager().getUser(OURS))
          .getUidValidity();
    } catch (com.icegreen.greenmail.store.FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    green.stop();
  }
}
