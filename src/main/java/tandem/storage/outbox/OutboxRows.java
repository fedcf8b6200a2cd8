package tandem.storage.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tandem.base.Text;
import tandem.storage.Database;
import tandem.storage.OneStatement;

/**
 * The rows of the outbox in PostgreSQL. A row's {@code next_at} is the end of its lease by the
 * database's clock: from then on any node may take it. Its {@code attempts} counts the leases.
 */
final class OutboxRows {

  private static final int ERROR_LENGTH_MAX = 500;
  private static final double MILLIS = 1_000;

  /** Returns with each row the newest undelivered message that was in its line before. */
  private static final String PUT = """
      INSERT INTO outbox AS put (key, destination, subject, kind, body, created_at, attempts, next_at)
      SELECT u.key, u.destination, u.subject, u.kind, u.body::jsonb, $6,
             (u.lease > 0)::int, clock_timestamp() + make_interval(secs => u.lease)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $7::float8[])
             AS u(key, destination, subject, kind, body, lease)
       WHERE previous_is_done
      ON CONFLICT (key) DO NOTHING
      RETURNING id, key, attempts,
                (SELECT max(o.id)
                   FROM outbox o
                  WHERE o.destination = put.destination
                    AND o.subject = put.subject
                    AND o.delivered_at IS NULL
                    AND o.given_up_at IS NULL) AS before
      """;

  private static final String OLDEST = """
      SELECT min(created_at) AS created_at FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL
      """;

  /** Returns no row for a message that another node has taken meanwhile. */
  private static final String RENEW = """
      UPDATE outbox o
         SET next_at = clock_timestamp() + make_interval(secs => $3)
        FROM unnest($1::bigint[], $2::int[]) AS mine(id, attempts)
       WHERE o.id = mine.id
         AND o.attempts = mine.attempts
         AND o.delivered_at IS NULL
         AND o.given_up_at IS NULL
      RETURNING o.id
      """;

  /** Takes the lease off the count, because it was not used. */
  private static final String GIVE_BACK = """
      UPDATE outbox o
         SET attempts = o.attempts - 1,
             next_at = clock_timestamp() + make_interval(secs => mine.pause)
        FROM unnest($1::bigint[], $2::int[], $3::float8[]) AS mine(id, attempts, pause)
       WHERE o.id = mine.id
         AND o.attempts = mine.attempts
         AND o.delivered_at IS NULL
         AND o.given_up_at IS NULL
      """;

  private static final String DELIVERED = """
      UPDATE outbox SET delivered_at = $2 WHERE id = ANY($1) AND delivered_at IS NULL
      """;

  /** Changes no row if another node has taken the message meanwhile. */
  private static final String FAILED = """
      UPDATE outbox
         SET attempts = attempts + $3,
             next_at = clock_timestamp() + make_interval(secs => $4),
             last_error = $5
       WHERE id = $1
         AND attempts = $2
         AND delivered_at IS NULL
         AND given_up_at IS NULL
      """;

  private static final String GIVEN_UP = """
      WITH given_up AS (
        UPDATE outbox
           SET given_up_at = $2, last_error = $3
         WHERE id = $1
           AND delivered_at IS NULL
           AND given_up_at IS NULL
        RETURNING id)
      INSERT INTO alert (at, kind, subject, body)
      SELECT $2, 'outbox_given_up', $4, jsonb_build_object('outbox', id, 'error', $3::text) FROM given_up
      """;

  private final Database database;

  OutboxRows(Database database) {
    this.database = database;
  }

  /**
   * A row that was written.
   *
   * @param message with no lease at all if this node did not take it
   * @param before the newest message of the line that is to be delivered before it
   */
  record Put(LeasedMessage message, Optional<Long> before) {
    boolean leased() {
      return message.leases() > 0;
    }
  }

  /**
   * Writes messages at the end of a statement; those whose key is there already are left out.
   *
   * @param leased which of them this node takes; any node may claim the others
   * @param taken this node's time
   */
  static Future<List<Put>> put(
      SqlClient sql,
      OneStatement statement,
      List<OutboxMessage> messages,
      Predicate<OutboxMessage> leased,
      Duration lease,
      Instant createdAt,
      Instant taken) {
    var byKey = messages.stream()
        .collect(Collectors.toMap(OutboxMessage::key, Function.identity(), (first, _) -> first));
    return statement
        .select(
            sql,
            PUT,
            column(messages, OutboxMessage::key),
            column(messages, OutboxMessage::destination),
            column(messages, OutboxMessage::subject),
            column(messages, OutboxMessage::kind),
            column(messages, OutboxMessage::body),
            utc(createdAt),
            messages.stream()
                .map(message -> leased.test(message) ? seconds(lease) : 0)
                .toArray(Double[]::new))
        .map(rows -> rows.stream()
            .map(row -> new Put(
                LeasedMessage.of(
                    row.getLong("id"),
                    Objects.requireNonNull(byKey.get(row.getString("key"))),
                    createdAt,
                    row.getInteger("attempts"),
                    taken,
                    lease,
                    false),
                Optional.ofNullable(row.getLong("before"))))
            .toList());
  }

  private static String[] column(
      List<OutboxMessage> messages, Function<OutboxMessage, String> part) {
    return messages.stream().map(part).toArray(String[]::new);
  }

  Future<Optional<Instant>> oldest() {
    return execute(OLDEST, Tuple.tuple())
        .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("created_at"))
            .map(OffsetDateTime::toInstant));
  }

  /** Renews leases. Returns the ids of the messages that this node still has. */
  Future<Set<Long>> renew(List<LeasedMessage> messages, Duration lease) {
    return execute(RENEW, Tuple.of(ids(messages), leases(messages), seconds(lease)))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).collect(Collectors.toSet()));
  }

  /** Ends the leases of messages. Any node may take them when their pauses are over. */
  Future<Void> giveBack(List<LeasedMessage> messages, Instant now) {
    return execute(
            GIVE_BACK,
            Tuple.of(
                ids(messages),
                leases(messages),
                messages.stream()
                    .map(message -> Math.max(0, seconds(Duration.between(now, message.from()))))
                    .toArray(Double[]::new)))
        .mapEmpty();
  }

  Future<Void> delivered(List<LeasedMessage> messages, Instant now) {
    return execute(DELIVERED, Tuple.of(ids(messages), utc(now))).mapEmpty();
  }

  /**
   * Notes that a try has failed; false when another node has the message now.
   *
   * @param lease for this node's next try, after the pause; zero if any node may claim the message
   */
  Future<Boolean> failed(LeasedMessage message, Duration pause, Duration lease, String error) {
    return execute(
            FAILED,
            Tuple.of(
                message.id(),
                message.leases(),
                lease.isZero() ? 0 : 1,
                seconds(pause.plus(lease)),
                shortened(error)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Gives a message up and writes an alert about it. */
  Future<Void> givenUp(LeasedMessage message, Instant now, String error) {
    return execute(
            GIVEN_UP,
            Tuple.of(message.id(), utc(now), shortened(error), message.message().subject()))
        .mapEmpty();
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return database.reserve().preparedQuery(sql).execute(values);
  }

  private static Long[] ids(List<LeasedMessage> messages) {
    return messages.stream().map(LeasedMessage::id).toArray(Long[]::new);
  }

  private static Integer[] leases(List<LeasedMessage> messages) {
    return messages.stream().map(LeasedMessage::leases).toArray(Integer[]::new);
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String shortened(String error) {
    return Text.cut(error, ERROR_LENGTH_MAX);
  }
}
