package tandem.channels.email;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import tandem.desk.conversations.MailDesk;

/** The readers of all mailboxes. Only the node that owns the floor reads. */
public final class MailboxReaders {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final List<Mailbox> mailboxes;
  private final ImapReader.Taker taker;
  private final MailDesk desk;
  private final MailLimits limits;

  /** The readers of the present term; guarded by this object. */
  private List<ImapReader> readers = List.of();

  public MailboxReaders(Vertx vertx, List<Mailbox> mailboxes, MailIntake intake, MailDesk desk) {
    this(vertx, mailboxes, intake::take, desk, MailLimits.READING);
  }

  MailboxReaders(
      Vertx vertx,
      List<Mailbox> mailboxes,
      ImapReader.Taker taker,
      MailDesk desk,
      MailLimits limits) {
    this.vertx = vertx;
    this.mailboxes =
        mailboxes.stream().filter(mailbox -> mailbox.imap().isPresent()).toList();
    this.taker = taker;
    this.desk = desk;
    this.limits = limits;
  }

  /**
   * Begins to read; a second call changes nothing.
   *
   * @param isOurs asked before each step whether this node is still the one that reads
   */
  public synchronized void start(Supplier<Future<Boolean>> isOurs) {
    if (readers.isEmpty()) {
      readers = mailboxes.stream()
          .map(mailbox -> new ImapReader(mailbox, taker, desk, limits, isOurs))
          .toList();
      readers.forEach(ImapReader::start);
    }
  }

  /** Stops reading; completes when the mails that were being stored are stored. */
  public Future<Void> stop() {
    List<ImapReader> stopped;
    synchronized (this) {
      stopped = readers;
      readers = List.of();
    }
    stopped.forEach(ImapReader::close);
    return stopped.isEmpty()
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              for (var reader : stopped) {
                reader.join(STOP_LIMIT);
              }
              return null;
            },
            false);
  }
}
