package tandem.storage.outbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Text;

/**
 * The tries to deliver a message. After a failed one the row gets the lease for the next try, or
 * the message is given up. Used on the loop.
 */
final class Tries {

  private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

  private static final Duration AGE_MAX = Duration.ofHours(24);

  /** A receiver that fails after a long time is tried again after this. */
  private static final Duration PAUSE_MIN = Duration.ofMillis(200);

  /** The end of a try. */
  sealed interface End {

    /** The receiver has the message; its row does not say so yet. */
    record Delivered() implements End {}

    /** The message is not tried again, and its row says so. */
    record GivenUp() implements End {}

    /** This node tries it again, under another lease and after its pause. */
    record Again(LeasedMessage message) implements End {}

    /** This node no longer has the message. */
    record Lost() implements End {}
  }

  private final OutboxLoop loop;
  private final OutboxRows rows;
  private final Pace pace;

  Tries(OutboxLoop loop, OutboxRows rows, Pace pace) {
    this.loop = loop;
    this.rows = rows;
    this.pace = pace;
  }

  /** Tries to deliver a message until its lease is over. */
  void begin(Receiver receiver, LeasedMessage message, Consumer<End> then) {
    var limit = Duration.between(loop.now(), message.until());
    long begunNanos = System.nanoTime();
    begun(receiver.deliverer(), message)
        .timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
        .onComplete(result -> loop.run(() -> {
          switch (result.cause()) {
            case null -> then.accept(new End.Delivered());
            case Outbox.Refused no -> giveUp(message, text(no), then);
            case Throwable failure ->
              failed(
                  receiver,
                  message,
                  Duration.ofNanos(System.nanoTime() - begunNanos),
                  text(failure),
                  then);
          }
        }));
  }

  /** Cleans the text, which may come from the receiver. */
  private static String text(Throwable failure) {
    return Text.plain(String.valueOf(failure.getMessage()));
  }

  private static Future<Void> begun(Outbox.Deliverer deliverer, LeasedMessage leased) {
    var message = leased.message();
    try {
      return deliverer.deliver(message, leased.again());
    } catch (RuntimeException e) {
      LOG.error("deliverer threw key={} kind={}", message.key(), message.kind(), e);
      return Future.failedFuture(e);
    }
  }

  /**
   * One statement notes the failure and takes the lease for the next try.
   *
   * @param took how long the try took; the receiver's longest pause is one between beginnings
   */
  private void failed(
      Receiver receiver, LeasedMessage message, Duration took, String error, Consumer<End> then) {
    receiver.failed();
    var now = loop.now();
    if (Duration.between(message.createdAt(), now).compareTo(AGE_MAX) > 0) {
      giveUp(message, error, then);
      return;
    }
    var longest = receiver.longestPause().minus(took);
    var pause =
        pace.afterTry(message.leases(), longest.compareTo(PAUSE_MIN) > 0 ? longest : PAUSE_MIN);
    LOG.info(
        "message not delivered key={} kind={} attempt={} error={}",
        message.message().key(),
        message.message().kind(),
        message.leases(),
        error);
    boolean goesOn = loop.isRunning();
    var lease = goesOn ? pace.lease() : Duration.ZERO;
    loop.ask(rows.failed(message, pause, lease, error), noted -> {
      if (noted.failed()) {
        LOG.warn("a failed try cannot be noted error={}", noted.cause().getMessage());
      }
      then.accept(
          goesOn && noted.succeeded() && noted.result()
              ? new End.Again(message.again(now, pause, lease))
              : new End.Lost());
    });
  }

  private void giveUp(LeasedMessage message, String error, Consumer<End> then) {
    LOG.warn(
        "message given up key={} kind={} error={}",
        message.message().key(),
        message.message().kind(),
        error);
    loop.ask(rows.givenUp(message, loop.now(), error), done -> {
      if (done.failed()) {
        LOG.warn("a message cannot be given up error={}", done.cause().getMessage());
      }
      then.accept(done.succeeded() ? new End.GivenUp() : new End.Lost());
    });
  }
}
