package tandem.channels.email;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.desk.conversations.MailDesk;
import tandem.storage.OwnerWork;

/** The readers of all mailboxes. Only the node that owns the floor reads. */
public final class MailboxReaders {

  private static final Logger LOG = LoggerFactory.getLogger(MailboxReaders.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Context context;
  private final List<Mailbox> mailboxes;
  private final MailIntake intake;
  private final MailDesk desk;
  private final OwnerWork work;

  // everything below belongs to the context
  private List<ImapReader> readers = List.of();
  private boolean stopping;

  public MailboxReaders(Vertx vertx, List<Mailbox> mailboxes, MailIntake intake, MailDesk desk) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.mailboxes =
        mailboxes.stream().filter(mailbox -> mailbox.imap().isPresent()).toList();
    this.intake = intake;
    this.desk = desk;
    this.work = new OwnerWork(context, new Reading());
  }

  /** Reads while this node owns the floor. */
  public OwnerWork work() {
    return work;
  }

  private final class Reading implements OwnerWork.Work {

    @Override
    public void begin(long epoch) {
      readers = mailboxes.stream()
          .map(mailbox -> new ImapReader(mailbox, intake::take, desk, ImapReader.IDLE_MAX))
          .toList();
      readers.forEach(ImapReader::start);
    }

    @Override
    public void end() {
      var stopped = readers;
      readers = List.of();
      stopped.forEach(ImapReader::close);
      stopping = true;
      vertx
          .executeBlocking(
              () -> {
                for (var reader : stopped) {
                  reader.join(STOP_LIMIT);
                }
                return null;
              },
              false)
          .onFailure(e -> LOG.warn("a mailbox reader did not stop", e))
          .onComplete(_ -> context.runOnContext(_ -> {
            stopping = false;
            work.tellIdle();
          }));
    }

    @Override
    public boolean isIdle() {
      return !stopping;
    }
  }
}
