package tandem.channels.email;

import io.vertx.core.Future;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.conversations.Mailboxes;
import tandem.desk.conversations.MailDesk;

/**
 * The reader of one mailbox over IMAP (RFC 3501, IDLE of RFC 2177). It reads the mails after the
 * last one that is stored, in their order, stores each before it marks it as read, and then waits
 * for the server to announce more. After a failure it connects again.
 */
final class ImapReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImapReader.class);

  private static final Duration STORE_LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(2);

  /** Of a larger mail only the headers are read. */
  private static final int MAIL_BYTES_MAX = ReadLimits.DEFAULT.mailBytes();

  private static final int PIECE_BYTES = 64 * 1024;
  private static final int EMPTY_READS_MAX = 5;

  /** How long the closing of a connection may take. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** A server without IDLE is asked so often. */
  private static final Duration ASK_PAUSE = Duration.ofSeconds(30);

  /** Stores a mail; its future completes when the mail is on disk. */
  @FunctionalInterface
  interface Taker {
    Future<?> take(RawMail raw, Optional<String> to);
  }

  private final Mailbox mailbox;
  private final Mailbox.Server server;
  private final Taker taker;
  private final MailDesk desk;
  private final MailLimits limits;
  private final Supplier<Future<Boolean>> isOurs;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private final Thread thread;
  private volatile boolean closed;

  /** How often in a row the next mail had no content; only the thread uses it. */
  private int emptyReads;

  /** Whether the server has announced mails that were not read yet. */
  private volatile boolean announced;

  /** @param isOurs asked before each step whether this node is still the one that reads */
  ImapReader(
      Mailbox mailbox,
      Taker taker,
      MailDesk desk,
      MailLimits limits,
      Supplier<Future<Boolean>> isOurs) {
    this.mailbox = mailbox;
    this.server = mailbox.imap().orElseThrow();
    this.taker = taker;
    this.desk = desk;
    this.limits = limits;
    this.isOurs = isOurs;
    // an interrupted virtual thread closes the socket that it waits for
    this.thread = Thread.ofVirtual().name("imap-" + mailbox.address()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Stops reading; a mail that is being stored is stored. It does not wait. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    thread.interrupt();
  }

  /** Waits until the thread has ended. It blocks. */
  void join(Duration limit) throws InterruptedException {
    thread.join(limit);
  }

  private void run() {
    var pause = PAUSE_MIN;
    while (!closed) {
      try {
        read();
        pause = PAUSE_MIN;
      } catch (InterruptedException e) {
        return;
      } catch (Exception | StackOverflowError e) { // a future fails with anything
        if (closed) {
          return;
        }
        tell(e);
        if (!paused(pause)) {
          return;
        }
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
      }
    }
  }

  private boolean paused(Duration pause) {
    try {
      return !thread.isInterrupted()
          && !timer.awaitTermination(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void tell(Throwable failure) {
    var why = MailSessions.why(failure);
    LOG.warn("mailbox not read mailbox={} why={}", mailbox.address(), why);
    var state = MailSessions.isRefusal(failure) ? Mailboxes.State.REFUSED : Mailboxes.State.AWAY;
    isOurs
        .get()
        .compose(ours -> ours
            ? desk.say(mailbox.address(), state, Optional.of(why))
            : Future.<Void>succeededFuture())
        .onFailure(
            no -> LOG.warn("the state of a mailbox was not stored error={}", no.getMessage()));
  }

  /**
   * Ends the reading if another node reads now. Only the database can tell a node that was frozen,
   * and a mail server cannot refuse what it does.
   */
  private void goOnIfOurs() throws InterruptedException, TimeoutException {
    if (!soon(isOurs.get())) {
      LOG.warn("another node reads the mailbox mailbox={}", mailbox.address());
      throw new InterruptedException("another node reads the mailbox");
    }
  }

  /** Reads until the connection breaks. */
  private void read()
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    goOnIfOurs();
    var session = MailSessions.of("imap", server, limits.answer());
    var store = (IMAPStore) session.getStore("imap");
    try {
      var folder = within(limits.connect(), () -> opened(store));
      soon(desk.say(mailbox.address(), Mailboxes.State.CONNECTED, Optional.empty()));
      LOG.info("mailbox connected mailbox={}", mailbox.address());
      // the store itself would open a second connection to answer this
      boolean idles = within(limits.answer(), () -> idles(folder));
      while (!closed && folder.isOpen()) {
        announced = false;
        readNew(folder);
        if (!announced) {
          await(folder, idles);
        }
      }
    } finally {
      close(store);
    }
  }

  private IMAPFolder opened(IMAPStore store) throws MessagingException {
    store.connect(server.user(), server.password().reveal());
    var folder = (IMAPFolder) store.getFolder(server.folder());
    folder.addMessageCountListener(new MessageCountAdapter() {
      @Override
      public void messagesAdded(MessageCountEvent added) {
        announced = true;
      }
    });
    folder.open(Folder.READ_WRITE);
    return folder;
  }

  private <T> T within(Duration limit, TimeLimit.Work<T> work)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    return TimeLimit.within(limit, timer, work);
  }

  private void runWithin(Duration limit, TimeLimit.Step step)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    TimeLimit.runWithin(limit, timer, step);
  }

  /** Stores the mails that are new. A server that numbers anew is read from its beginning. */
  private void readNew(IMAPFolder folder)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    goOnIfOurs();
    long validity = folder.getUIDValidity();
    long last = soon(desk.readTo(mailbox.address()))
        .filter(place -> place.uidValidity() == validity)
        .map(Mailboxes.Place::lastUid)
        .orElse(0L);
    var found = within(limits.piece(), () -> {
      var after = folder.getMessagesByUID(last + 1, UIDFolder.LASTUID);
      var profile = new FetchProfile();
      profile.add(UIDFolder.FetchProfileItem.UID);
      profile.add(FetchProfile.Item.SIZE);
      folder.fetch(after, profile);
      return after;
    });
    // "n:*" has the last mail also when its number is below n
    var mails = Arrays.stream(found)
        .map(mail -> new Numbered(uid(folder, mail), mail))
        .filter(mail -> mail.uid() > last)
        .sorted(Comparator.comparingLong(Numbered::uid))
        .toList();
    for (var mail : mails) {
      if (closed) {
        return;
      }
      store(mail.mail());
      soon(desk.haveRead(mailbox.address(), new Mailboxes.Place(validity, mail.uid())));
    }
  }

  private record Numbered(long uid, Message mail) {}

  private static long uid(IMAPFolder folder, Message mail) {
    try {
      return folder.getUID(mail);
    } catch (MessagingException e) {
      return -1; // it was removed meanwhile
    }
  }

  private void store(Message mail)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    goOnIfOurs();
    RawMail raw;
    try {
      raw = content((IMAPMessage) mail);
    } catch (MessageRemovedException e) {
      return; // somebody else has removed it
    }
    soon(taker.take(raw, Optional.of(mailbox.address())));
    goOnIfOurs();
    runWithin(limits.piece(), () -> mail.setFlag(Flags.Flag.SEEN, true));
  }

  /**
   * A server or a network with a fault may give nothing in place of a mail. It is asked a few times
   * before that counts.
   */
  private RawMail content(IMAPMessage mail)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    int size = within(limits.piece(), mail::getSize);
    var raw = size > MAIL_BYTES_MAX ? head(mail) : raw(mail);
    if (raw.length > 0 || size == 0 || ++emptyReads == EMPTY_READS_MAX) {
      emptyReads = 0;
      return new RawMail(raw, Math.max(raw.length, size));
    }
    throw new MessagingException("the server gives no content of a mail");
  }

  /**
   * Reads a mail without marking it as read. Not every server tells a mail's size truly, so one
   * byte more than the limit is the most.
   */
  private byte[] raw(IMAPMessage mail)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    return beginning(mail, MAIL_BYTES_MAX + 1, _ -> false);
  }

  /** Reads the headers of a mail that is too large, and not its body. */
  private byte[] head(IMAPMessage mail)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    return beginning(mail, MailReader.HEAD_BYTES_MAX, ImapReader::hasHeaders);
  }

  private static boolean hasHeaders(ByteArrayOutputStream head) {
    var text = head.toString(StandardCharsets.ISO_8859_1);
    return text.contains("\r\n\r\n") || text.contains("\n\n");
  }

  /** Reads a mail up to some bytes, or until what was read is enough. */
  private byte[] beginning(
      IMAPMessage mail, int bytesMax, Predicate<ByteArrayOutputStream> isEnough)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    mail.setPeek(true);
    var out = new ByteArrayOutputStream();
    try (InputStream in = within(limits.piece(), mail::getMimeStream)) {
      var piece = new byte[PIECE_BYTES];
      int read = within(limits.piece(), () -> in.read(piece));
      while (read >= 0 && out.size() < bytesMax) {
        out.write(piece, 0, Math.min(read, bytesMax - out.size()));
        if (out.size() == bytesMax || isEnough.test(out)) {
          break;
        }
        read = within(limits.piece(), () -> in.read(piece));
      }
    }
    return out.toByteArray();
  }

  /** Waits until the server announces a mail, or it is time to ask anew. */
  private void await(IMAPFolder folder, boolean idles)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    if (!idles) {
      if (!paused(ASK_PAUSE)) {
        throw new InterruptedException();
      }
      runWithin(limits.piece(), () -> noop(folder));
      return;
    }
    var end = timer.schedule(() -> wake(folder), limits.idle().toMillis(), TimeUnit.MILLISECONDS);
    try {
      // a server that does not answer to the end of the waiting is away
      runWithin(limits.idle().plus(limits.answer()), () -> folder.idle(true));
    } catch (FolderClosedException e) {
      throw new MessagingException("the server closed the connection", e);
    } finally {
      // an interruption would close the connection
      end.cancel(false);
    }
  }

  private static boolean idles(IMAPFolder folder) throws MessagingException {
    return Boolean.TRUE.equals(folder.doCommand(protocol -> protocol.hasCapability("IDLE")));
  }

  /** Ends the waiting: any command does. */
  private void wake(IMAPFolder folder) {
    try {
      noop(folder);
    } catch (MessagingException | RuntimeException e) {
      LOG.debug("the connection broke while it idled mailbox={}", mailbox.address(), e);
    }
  }

  private static void noop(IMAPFolder folder) throws MessagingException {
    folder.doCommand(protocol -> {
      protocol.noop();
      return null;
    });
  }

  private <T> T soon(Future<T> future) throws InterruptedException, TimeoutException {
    return future.await(STORE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void close(IMAPStore store) {
    try {
      if (closed) {
        store.close();
      } else {
        runWithin(CLOSE_LIMIT, () -> store.close());
      }
    } catch (MessagingException | IOException | TimeoutException e) {
      LOG.debug("a connection that is given up did not close well", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
