package tandem.routing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import tandem.routing.engine.Decision;
import tandem.storage.InboxEvent;
import tandem.storage.nodes.FloorOwnership.Term;

/**
 * The connection on which the floor's owner writes during a term. It does one thing at a time. If
 * that takes too long, it fails, although it may still have its effect.
 */
final class TermConnection {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A check asks several questions, one after the other; each may take a second. */
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(20);

  /** The failure of work that took too long; the work may still have its effect. */
  static final class Overdue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Overdue(String what, Duration limit) {
      super(what + " took longer than " + limit, null, false, false);
    }
  }

  private final Vertx vertx;
  private final Journal journal;
  private final Term term;
  private final PgConnection connection;

  TermConnection(Vertx vertx, Journal journal, Term term, PgConnection connection) {
    this.vertx = vertx;
    this.journal = journal;
    this.term = term;
    this.connection = connection;
  }

  void onClosed(Runnable told) {
    connection.closeHandler(_ -> told.run());
  }

  /** Begins the transaction of the next batch with a check. */
  Future<Companion.Check> check(Function<SqlConnection, Future<Companion.Check>> check) {
    return inTime(
        "a check", CHECK_LIMIT, journal.begin(connection).compose(_ -> check.apply(connection)));
  }

  /** Ends the transaction that a check has begun; the next batch is written in one of its own. */
  Future<Void> giveUp() {
    return inTime("giving up a check", LIMIT, journal.giveUp(connection));
  }

  /** @param from the number of the last fact before the batch */
  Future<Journal.Appended> append(long from, Batch batch, Instant now) {
    return inTime(
        "a batch",
        LIMIT,
        Future.<Void>succeededFuture()
            .compose(_ -> journal.append(connection, term.epoch(), from, batch, now)));
  }

  /** Reads the decisions on those events that are stored already. */
  Future<Map<InboxEvent.Key, Decision>> firstAnswers(Collection<InboxEvent.Key> events) {
    return inTime("a look at the inbox", LIMIT, journal.firstAnswers(connection, events));
  }

  Future<Void> close() {
    return connection.close();
  }

  private <T> Future<T> inTime(String what, Duration limit, Future<T> work) {
    Promise<T> promise = Promise.promise();
    var timer = vertx.setTimer(limit.toMillis(), _ -> promise.tryFail(new Overdue(what, limit)));
    work.onComplete(done -> {
      vertx.cancelTimer(timer);
      if (done.succeeded()) {
        promise.tryComplete(done.result());
      } else {
        promise.tryFail(done.cause());
      }
    });
    return promise.future();
  }
}
