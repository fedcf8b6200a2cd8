package tandem.storage.nodes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.Database;
import tandem.storage.DatabaseClock;

/**
 * The ownership of the floor by one node. A session advisory lock on a connection of its own makes
 * a takeover fast; the epoch in the floor's row, raised before the journal is read and checked by
 * every write, makes it safe. The connection must not run through a transaction pooler.
 */
public final class FloorOwnership {

  private static final Logger LOG = LoggerFactory.getLogger(FloorOwnership.class);

  /** The pause between a standby's tries; one endless blocked statement would hold back vacuum. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private static final Duration SAY_ALIVE = Duration.ofSeconds(1);

  /** A sign of life that takes longer is lost, and its connection broken. */
  private static final Duration SIGN_LIMIT = Duration.ofSeconds(10);

  /**
   * A node that has been silent for this long counts as dead or frozen. If it owns the floor,
   * another node takes its epoch without the lock; other nodes also take over its other work.
   */
  public static final int SILENCE_SECONDS_MAX = 3;

  /** For this long after its last sign of life, others try to reach a node, in seconds. */
  static final int NEIGHBOUR_SECONDS_MAX = 10;

  private static final int NEIGHBOURS_MAX = 100;

  private static final String ASK = """
      SELECT pg_try_advisory_lock(hashtextextended('tandem floor ' || f.id, 0)) AS locked,
             f.epoch,
             f.seq,
             f.backend,
             f.owner,
             f.written_epoch = f.epoch AS is_proven,
             greatest(0, extract(
               epoch FROM least(coalesce(n.seen_at, f.left_at), clock_timestamp()) - f.written_at))
               ::float8 AS quiet,
             clock_timestamp() AS now,
             f.owner IS NOT NULL
               AND coalesce(n.seen_at <= clock_timestamp() - make_interval(secs => $2), true) AS silent
        FROM floor f
        LEFT JOIN node n ON n.id = f.owner
       WHERE f.id = $1
      """;

  private static final String TAKE = """
      UPDATE floor
         SET epoch = epoch + 1, owner = $2, backend = pg_backend_pid(), taken_at = clock_timestamp(),
             left_at = NULL
       WHERE id = $1
         AND epoch = $3
      RETURNING epoch, seq
      """;

  /** It waits until the backend is gone, and with it the lock. */
  private static final String END_BACKEND = "SELECT pg_terminate_backend($1, 5000)";

  /**
   * A node that has given no sign of life since this one began is no neighbour: this one may follow
   * it after a crash. A live one gives its next sign within a second.
   *
   * <p>A sign of life whose time is in the future was written before the database's clock was set
   * back. It counts as given now: otherwise a dead node would count as alive until that time.
   */
  private static final String ALIVE = """
      WITH before AS (SELECT started_at, seen_at FROM node WHERE id = $1),
           ahead AS (
             SELECT id FROM node
              WHERE id <> $1 AND seen_at > clock_timestamp() + interval '1 second'
                FOR NO KEY UPDATE SKIP LOCKED),
           set_back AS (
             UPDATE node SET seen_at = clock_timestamp() WHERE id IN (SELECT id FROM ahead))
      INSERT INTO node (id, started_at, seen_at) VALUES ($1, clock_timestamp(), clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()
      RETURNING coalesce(
        (SELECT seen_at <= clock_timestamp() - make_interval(secs => $2) FROM before), true) AS late,
        clock_timestamp() AS now,
        NOT EXISTS (
          SELECT 1 FROM node
           WHERE id <> $1 AND seen_at > clock_timestamp() - make_interval(secs => $2)) AS alone,
        (SELECT epoch FROM floor WHERE id = $3) AS epoch,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'host', door_host, 'port', door_port)), '[]')
           FROM (SELECT n.id, n.door_host, n.door_port FROM node n, before b
                  WHERE n.id <> $1 AND n.seen_at > clock_timestamp() - make_interval(secs => $4)
                    AND (n.seen_at > b.started_at OR b.started_at > clock_timestamp())
                  ORDER BY n.id
                  LIMIT $5) neighbour) AS others
      """;

  private static final String FORGET =
      "DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day'";

  private static final String RELEASE =
      "UPDATE floor SET owner = NULL, backend = NULL, left_at = clock_timestamp()"
          + " WHERE id = $1 AND epoch = $2";

  private static final String EPOCH = "SELECT epoch FROM floor WHERE id = $1";

  /**
   * The right to write, until another node has a higher epoch.
   *
   * @param quiet when the floor could last be written to before this term, nothing had been written
   *     for this long. What has passed since its last fact beyond that is time in which nothing
   *     could be written. It is a duration, because a moment would have to be told by two clocks
   */
  public record Term(long epoch, long seq, Duration quiet) {}

  /** How long nothing had been written after the fact of this number. */
  private record Quiet(long seq, Duration lasted) {}

  /** The listener to changes of the ownership. */
  public interface Owner {
    /**
     * This node owns the floor now: rebuild it, then decide. After a failure the floor is given up
     * and tried again.
     */
    Future<Void> begin(Term term);

    /** This node no longer owns the floor, or must give it up. */
    Future<Void> end();

    /**
     * Another node owns the floor, at this epoch and seq; called at every try.
     *
     * @param node the owner; empty if it is silent, or has just given the floor up
     */
    void elsewhere(long epoch, long seq, Optional<String> node);

    /**
     * This node has recorded that it is alive; it need not own the floor.
     *
     * @param late whether it was so late that other nodes may have counted it as dead
     * @param alone whether no other node is alive
     * @param others the other nodes that are alive or were a moment ago
     */
    void alive(boolean late, boolean alone, List<Neighbour> others);

    /** The database has said what time it is; called with each sign of life, before it. */
    void timed(DatabaseClock.Reading reading);
  }

  private final Vertx vertx;
  private final Database database;
  private final String floor;
  private final String node;
  private final Owner owner;
  private final Context context;

  // all fields below are used on the context only
  private @Nullable PgConnection connection;

  /**
   * What is known of the last moment in which the floor could be written to: from the last term of
   * our own, from an owner that was alive and had written, or, at first, from the database. An
   * owner that says it is alive may be unable to write, so a term counts from its first fact on.
   */
  private Optional<Quiet> quiet = Optional.empty();

  private Optional<Term> term = Optional.empty();
  private @Nullable Future<PgConnection> signs;
  private boolean saying;
  private boolean sayAgain;
  private boolean stopped;
  private boolean asking;

  /** The database's time in the last answer, and our own counter just before that question. */
  private @Nullable Instant saidBefore;

  private long askedBefore;
  private long askedNow;
  private long believeSilenceFrom = System.nanoTime();

  public FloorOwnership(Vertx vertx, Database database, String floor, String node, Owner owner) {
    this.vertx = vertx;
    this.database = database;
    this.floor = floor;
    this.node = node;
    this.owner = owner;
    this.context = vertx.getOrCreateContext();
  }

  public void start() {
    context.runOnContext(_ -> {
      sayAliveAgain();
      sayAlive().onComplete(_ -> ask());
      database
          .reserve()
          .query(FORGET)
          .execute()
          .onFailure(e -> LOG.warn("cannot forget old nodes error={}", e.getMessage()));
    });
  }

  /**
   * Sets a timer for each beat: a periodic timer would send all beats that a frozen process has
   * missed at once.
   */
  private void sayAliveAgain() {
    vertx.setTimer(
        SAY_ALIVE.toMillis(),
        _ -> context.runOnContext(_ -> {
          if (!stopped) {
            sayAliveAgain();
            var _ = sayAlive();
          }
        }));
  }

  /** Says that this node is alive, and reads the list of the others, before the next beat. */
  public void lookAgain() {
    context.runOnContext(_ -> {
      if (!stopped) {
        var _ = sayAlive();
      }
    });
  }

  /** Gives the floor up, so that a node (possibly this one) takes it with a new epoch. */
  public void stepDown(String why) {
    context.runOnContext(_ -> {
      if (term.isPresent()) {
        LOG.warn("stepping down floor={} epoch={} why={}", floor, term.get().epoch(), why);
        leave().onComplete(_ -> later());
      }
    });
  }

  /** Gives the floor up for good. */
  public Future<Void> stop() {
    return Future.future(promise -> context.runOnContext(_ -> {
      stopped = true;
      endSigns();
      var mine = term;
      leave()
          .compose(_ -> mine.isEmpty()
              ? Future.<Void>succeededFuture()
              : database
                  .reserve()
                  .preparedQuery(RELEASE)
                  .execute(Tuple.of(floor, mine.get().epoch()))
                  .<Void>mapEmpty())
          .onComplete(promise);
    }));
  }

  /**
   * Whether no other term has begun since the one of this epoch. The database knows: a node that
   * was frozen does not know yet that it has lost the floor.
   */
  public Future<Boolean> holds(long epoch) {
    return database
        .reserve()
        .preparedQuery(EPOCH)
        .execute(Tuple.of(floor))
        .map(rows -> rows.iterator().next().getLong("epoch") == epoch);
  }

  /**
   * Records that this node is alive, on a connection of its own: a node that waits for a connection
   * behind other work would count as dead. While one sign is on its way, none follows.
   */
  private Future<?> sayAlive() {
    if (saying) {
      sayAgain = true;
      return Future.succeededFuture();
    }
    saying = true;
    var said = Promise.<Void>promise();
    signs()
        .compose(this::sign)
        .timeout(SIGN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(rows -> context.runOnContext(_ -> {
          saying = false;
          if (rows.succeeded()) {
            said(rows.result().iterator().next());
          } else {
            LOG.warn(
                "cannot record that this node is alive error={}", rows.cause().getMessage());
            endSigns();
          }
          said.complete();
          if (sayAgain && !stopped && rows.succeeded()) {
            sayAgain = false;
            var _ = sayAlive();
          }
        }));
    return said.future();
  }

  private Future<RowSet<Row>> sign(PgConnection connection) {
    long asked = System.nanoTime();
    return connection
        .preparedQuery(ALIVE)
        .execute(Tuple.of(node, SILENCE_SECONDS_MAX, floor, NEIGHBOUR_SECONDS_MAX, NEIGHBOURS_MAX))
        .onSuccess(rows -> owner.timed(new DatabaseClock.Reading(
            asked,
            rows.iterator().next().getOffsetDateTime("now").toInstant(),
            System.nanoTime())));
  }

  /** The connection for signs of life. */
  private Future<PgConnection> signs() {
    if (signs == null) {
      signs = database.connect(1);
    }
    return signs;
  }

  /** The next sign opens another connection. */
  private void endSigns() {
    var mine = signs;
    signs = null;
    if (mine != null) {
      mine.onSuccess(PgConnection::close);
    }
  }

  private void said(Row row) {
    owner.alive(
        row.getBoolean("late"), row.getBoolean("alone"), neighbours(row.getJsonArray("others")));
    Long epoch = row.getLong("epoch");
    if (epoch != null && term.isPresent() && term.get().epoch() < epoch) {
      // an owner that writes nothing, a frozen one for example, would not notice
      stepDown("another node owns it under epoch " + epoch);
    }
  }

  private static List<Neighbour> neighbours(JsonArray listed) {
    return listed.stream()
        .map(JsonObject.class::cast)
        .map(node -> new Neighbour(
            node.getString("id"),
            Optional.ofNullable(node.getString("host"))
                .map(host -> new Neighbour.Door(host, node.getInteger("port")))))
        .toList();
  }

  private void ask() {
    if (stopped || asking || term.isPresent()) {
      return;
    }
    asking = true;
    askedNow = System.nanoTime();
    lockConnection()
        .compose(c -> c.preparedQuery(ASK)
            .execute(Tuple.of(floor, SILENCE_SECONDS_MAX))
            .timeout(SIGN_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .map(rows -> rows.iterator().next())
        .compose(this::answer)
        .onComplete(result -> {
          asking = false;
          if (result.failed()) {
            LOG.warn("cannot ask for the floor floor={}", floor, result.cause());
            leave().onComplete(_ -> later());
          } else if (term.isEmpty()) {
            later();
          }
        });
  }

  private void later() {
    if (!stopped) {
      vertx.setTimer(ASK_AGAIN.toMillis(), _ -> context.runOnContext(_ -> ask()));
    }
  }

  /**
   * A term of our own has ended.
   *
   * @param seq the number of its last fact
   * @param lasted how long nothing had been written when the floor could last be written to
   */
  public void ended(long seq, Duration lasted) {
    context.runOnContext(_ -> quiet = Optional.of(new Quiet(seq, lasted)));
  }

  private void look(Row row) {
    boolean isAlive = !row.getBoolean("locked")
        && !isOurs(row)
        && !row.getBoolean("silent")
        && Boolean.TRUE.equals(row.getBoolean("is_proven"));
    if (quiet.isEmpty() || isAlive) {
      quiet = Optional.of(new Quiet(row.getLong("seq"), seconds(row.getDouble("quiet"))));
    }
  }

  /**
   * Whether a term of this node that has ended holds the lock: its connection is broken, and the
   * database does not know yet.
   */
  private boolean isOurs(Row row) {
    return node.equals(row.getString("owner"));
  }

  private static Duration seconds(@Nullable Double seconds) {
    return seconds == null ? Duration.ZERO : Duration.ofNanos((long) (seconds * 1e9));
  }

  private Future<Void> answer(Row row) {
    look(row);
    long epoch = row.getLong("epoch");
    if (row.getBoolean("locked")) {
      return take(epoch);
    }
    boolean isSetForward = wasSetForward(row.getOffsetDateTime("now").toInstant());
    boolean isGone = isOurs(row) || (row.getBoolean("silent") && !isSetForward);
    owner.elsewhere(
        epoch,
        row.getLong("seq"),
        Optional.ofNullable(row.getString("owner")).filter(_ -> !isGone));
    if (!isGone) {
      return Future.succeededFuture();
    }
    LOG.warn(
        "the floor's owner is gone, taking its epoch floor={} owner={} epoch={}",
        floor,
        row.getString("owner"),
        epoch);
    var backend = Optional.ofNullable(row.getInteger("backend"));
    return take(epoch)
        .compose(_ -> backend.isEmpty() || term.isEmpty()
            ? Future.succeededFuture()
            : lockConnection()
                .compose(c -> c.preparedQuery(END_BACKEND).execute(Tuple.of(backend.get())))
                .<Void>mapEmpty()
                .recover(this::mayNotEnd)
                .compose(_ -> takeLock(term)));
  }

  /** The epoch protects the floor without the lock, so a refusal does not end the term. */
  private Future<Void> mayNotEnd(Throwable e) {
    if (!(e instanceof PgException)) {
      return Future.failedFuture(e);
    }
    LOG.warn(
        "cannot end the connection of the floor's former owner; give this database user the role"
            + " pg_signal_backend floor={} error={}",
        floor,
        e.getMessage());
    return Future.succeededFuture();
  }

  /**
   * Takes the lock of a floor that this node owns already. A former owner's connection that could
   * not be ended may hold it a while longer; without the lock, another node would take the floor
   * then.
   */
  private Future<Void> takeLock(Optional<Term> mine) {
    return lockConnection()
        .compose(c -> c.preparedQuery(ASK).execute(Tuple.of(floor, SILENCE_SECONDS_MAX)))
        .onSuccess(rows -> {
          if (!rows.iterator().next().getBoolean("locked")) {
            vertx.setTimer(
                ASK_AGAIN.toMillis(),
                _ -> context.runOnContext(_ -> {
                  if (!stopped && term.isPresent() && term.equals(mine)) {
                    takeLock(mine).onFailure(e -> stepDown("the lock cannot be taken"));
                  }
                }));
          }
        })
        .mapEmpty();
  }

  /**
   * Whether the database's clock was just set forward: then every node seems silent until its next
   * beat.
   */
  private boolean wasSetForward(Instant now) {
    long nanos = System.nanoTime();
    if (saidBefore != null
        && Duration.between(saidBefore, now).minusNanos(nanos - askedBefore).compareTo(SAY_ALIVE)
            > 0) {
      LOG.warn("the database's clock was set forward");
      believeSilenceFrom = nanos + Duration.ofSeconds(SILENCE_SECONDS_MAX).toNanos();
    }
    saidBefore = now;
    askedBefore = askedNow;
    return nanos - believeSilenceFrom < 0;
  }

  private Future<Void> take(long epoch) {
    return lockConnection()
        .compose(c -> c.preparedQuery(TAKE).execute(Tuple.of(floor, node, epoch)))
        .compose(rows -> {
          var row = rows.iterator();
          if (!row.hasNext()) {
            return Future.succeededFuture(); // another node was faster: try again
          }
          var taken = row.next();
          long seq = taken.getLong("seq");
          var mine = new Term(
              taken.getLong("epoch"),
              seq,
              quiet
                  .filter(known -> known.seq() == seq)
                  .map(Quiet::lasted)
                  .orElse(Duration.ZERO)); // the last fact came just before
          term = Optional.of(mine);
          saidBefore = null;
          LOG.info("owning floor={} epoch={} seq={}", floor, mine.epoch(), mine.seq());
          return owner.begin(mine);
        });
  }

  private Future<PgConnection> lockConnection() {
    return connection != null
        ? Future.succeededFuture(connection)
        : database.connect(1).map(opened -> {
          connection = opened;
          opened.closeHandler(_ -> context.runOnContext(_ -> lost(opened)));
          return opened;
        });
  }

  private void lost(PgConnection which) {
    if (connection != null && connection.processId() == which.processId()) {
      connection = null;
      if (term.isPresent()) {
        stepDown("the lock's connection was closed");
      }
    }
  }

  private Future<Void> leave() {
    var open = connection;
    var mine = term;
    connection = null;
    term = Optional.empty();
    return (mine.isPresent() ? owner.end() : Future.<Void>succeededFuture())
        .eventually(() -> open == null ? Future.succeededFuture() : open.close())
        .otherwiseEmpty();
  }
}
