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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.conversations.Mailboxes;
import tandem.desk.conversations.MailDesk;

/**
 * The reader of one mailbox over IMAP (RFC 3501, IDLE of RFC 2177). It reads the mails after the
 * last one that is stored, in their order, stores each before it marks it as read, and then waits
 * for the server to announce more. After a failure it connects again.
 */
final class ImapReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImapReader.class);

  /** A server may close a connection that idles for 29 minutes (RFC 2177). */
  static final Duration IDLE_MAX = Duration.ofMinutes(25);

  private static final Duration STORE_LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(2);

  /** A larger mail is read up to here; its beginning has the headers. */
  static final int MAIL_BYTES_MAX = 25 * 1024 * 1024 + 1;

  private static final int PIECE_BYTES = 64 * 1024;

  /** Stores a mail; its future completes when the mail is on disk. */
  @FunctionalInterface
  interface Taker {
    Future<?> take(byte[] raw, Optional<String> to);
  }

  private final Mailbox mailbox;
  private final Mailbox.Server server;
  private final Taker taker;
  private final MailDesk desk;
  private final Duration idle;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private final Thread thread;
  private volatile boolean closed;
  private volatile Optional<IMAPStore> open = Optional.empty();

  /** @param idle how long it waits before it asks anew */
  ImapReader(Mailbox mailbox, Taker taker, MailDesk desk, Duration idle) {
    this.mailbox = mailbox;
    this.server = mailbox.imap().orElseThrow();
    this.taker = taker;
    this.desk = desk;
    this.idle = idle;
    this.thread = Thread.ofPlatform().name("imap-" + mailbox.address()).unstarted(this::run);
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
    // the thread may wait for bytes of the server
    open.ifPresent(ImapReader::closeQuietly);
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
      } catch (MessagingException | IOException | RuntimeException | TimeoutException e) {
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

  private void tell(Exception failure) {
    var why = MailSessions.why(failure);
    LOG.warn("mailbox not read mailbox={} why={}", mailbox.address(), why);
    desk.say(
            mailbox.address(),
            MailSessions.isRefusal(failure) ? Mailboxes.State.REFUSED : Mailboxes.State.AWAY,
            Optional.of(why))
        .onFailure(
            no -> LOG.warn("the state of a mailbox was not stored error={}", no.getMessage()));
  }

  /** Reads until the connection breaks. */
  private void read()
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    var session = MailSessions.of("imap", server);
    try (var store = (IMAPStore) session.getStore(MailSessions.protocol("imap", server))) {
      open = Optional.of(store);
      store.connect(server.user(), server.password().reveal());
      var folder = (IMAPFolder) store.getFolder(server.folder());
      folder.open(Folder.READ_WRITE);
      soon(desk.say(mailbox.address(), Mailboxes.State.CONNECTED, Optional.empty()));
      LOG.info("mailbox connected mailbox={}", mailbox.address());
      while (!closed && folder.isOpen()) {
        readNew(folder);
        await(store, folder);
      }
    } finally {
      open = Optional.empty();
    }
  }

  /** Stores the mails that are new. A server that numbers anew is read from its beginning. */
  private void readNew(IMAPFolder folder)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    long validity = folder.getUIDValidity();
    long last = soon(desk.readTo(mailbox.address()))
        .filter(place -> place.uidValidity() == validity)
        .map(Mailboxes.Place::lastUid)
        .orElse(0L);
    var found = folder.getMessagesByUID(last + 1, UIDFolder.LASTUID);
    var profile = new FetchProfile();
    profile.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(found, profile);
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
    byte[] raw;
    try {
      raw = raw((IMAPMessage) mail);
    } catch (MessageRemovedException e) {
      return; // somebody else has removed it
    }
    soon(taker.take(raw, Optional.of(mailbox.address())));
    mail.setFlag(Flags.Flag.SEEN, true);
  }

  /** Reads a mail, not further than the limit, and without marking it as read. */
  private static byte[] raw(IMAPMessage mail) throws MessagingException, IOException {
    mail.setPeek(true);
    var out = new ByteArrayOutputStream();
    try (InputStream in = mail.getMimeStream()) {
      var piece = new byte[PIECE_BYTES];
      int read = in.read(piece);
      while (read >= 0 && out.size() < MAIL_BYTES_MAX) {
        out.write(piece, 0, Math.min(read, MAIL_BYTES_MAX - out.size()));
        read = in.read(piece);
      }
    }
    return out.toByteArray();
  }

  /** Waits until the server announces a mail, or it is time to ask anew. */
  private void await(IMAPStore store, IMAPFolder folder)
      throws MessagingException, InterruptedException {
    if (!store.hasCapability("IDLE")) {
      if (!paused(Duration.ofSeconds(30))) {
        throw new InterruptedException();
      }
      folder.doCommand(protocol -> {
        noop(protocol);
        return null;
      });
      return;
    }
    ScheduledFuture<?> end = timer.schedule(
        () -> {
          try {
            // any command ends the waiting
            folder.doCommand(protocol -> {
              noop(protocol);
              return null;
            });
          } catch (MessagingException e) {
            LOG.debug("the connection broke while it idled mailbox={}", mailbox.address(), e);
          }
        },
        idle.toMillis(),
        TimeUnit.MILLISECONDS);
    try {
      folder.idle(true);
    } catch (FolderClosedException e) {
      throw new MessagingException("the server closed the connection", e);
    } finally {
      end.cancel(true);
    }
  }

  private static void noop(org.eclipse.angus.mail.imap.protocol.IMAPProtocol protocol) {
    try {
      protocol.noop();
    } catch (ProtocolException e) {
      throw new IllegalStateException("the server closed the connection", e);
    }
  }

  private <T> T soon(Future<T> future) throws InterruptedException, TimeoutException {
    return future.await(STORE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void closeQuietly(IMAPStore store) {
    try {
      store.close();
    } catch (MessagingException e) {
      LOG.debug("a connection that is given up did not close well", e);
    }
  }
}
