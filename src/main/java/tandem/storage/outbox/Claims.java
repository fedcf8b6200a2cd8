package tandem.storage.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.storage.Database;

/** The statement by which a node claims the messages whose lease is over. */
final class Claims {

  /**
   * Claims only the first message of each line, so several nodes that claim at once keep its order.
   * A lease that ends later than any lease can was given before the database's clock was set back.
   * The order is of {@code id + 0}: for the order of {@code id} PostgreSQL may read the primary
   * key, past all messages that were ever delivered.
   */
  private static final String CLAIM = """
      WITH moment AS MATERIALIZED (
             SELECT clock_timestamp() AS now, least(clock_timestamp(), $5::timestamptz) AS over),
           due AS (
             SELECT first.id
               FROM moment
              CROSS JOIN unnest($1::text[], $2::int[]) AS d(destination, room)
              CROSS JOIN LATERAL (
                SELECT o.id
                  FROM outbox o
                 WHERE o.destination = d.destination
                   AND o.delivered_at IS NULL
                   AND o.given_up_at IS NULL
                   AND o.next_at <= moment.over
                   AND NOT (o.id = ANY($3))
                   AND NOT EXISTS (
                         SELECT
                           FROM outbox e
                          WHERE e.destination = o.destination
                            AND e.subject = o.subject
                            AND e.id < o.id
                            AND e.delivered_at IS NULL
                            AND e.given_up_at IS NULL)
                 ORDER BY o.id + 0
                 LIMIT d.room
                   FOR UPDATE SKIP LOCKED) first),
           claimed AS (
             UPDATE outbox o
                SET attempts = o.attempts + 1,
                    next_at = clock_timestamp() + make_interval(secs => $4)
               FROM due
              WHERE o.id = due.id
             RETURNING o.id, o.key, o.destination, o.subject, o.kind, o.body::text, o.created_at, o.attempts),
           too_long AS (
             SELECT o.id
               FROM outbox o, moment
              WHERE o.delivered_at IS NULL
                AND o.given_up_at IS NULL
                AND o.next_at > moment.now + make_interval(secs => $6 + 1)
                FOR UPDATE OF o SKIP LOCKED),
           shortened AS (
             UPDATE outbox o
                SET next_at = clock_timestamp() + make_interval(secs => $6)
               FROM too_long
              WHERE o.id = too_long.id)
      SELECT claimed.*,
             moment.now,
             (SELECT min(o.next_at)
                FROM outbox o
               WHERE o.destination = ANY($1)
                 AND o.delivered_at IS NULL
                 AND o.given_up_at IS NULL
                 AND o.next_at > (SELECT over FROM moment)
                 AND NOT (o.id = ANY($3))) AS next
        FROM moment LEFT JOIN claimed ON true
       ORDER BY claimed.id
      """;

  private final Database database;
  private final Pace pace;

  Claims(Database database, Pace pace) {
    this.database = database;
    this.pace = pace;
  }

  /**
   * The result of a look into the rows.
   *
   * @param now the database's time
   * @param next when the next lease of another node ends
   */
  record Found(List<LeasedMessage> claimed, Instant now, Optional<Instant> next) {}

  /**
   * Takes the messages whose lease is over, the first of each line.
   *
   * @param rooms how many may be taken, by destination
   * @param known those that this node has already
   * @param atMost the latest time that the database can show
   * @param taken this node's time
   */
  Future<Found> claim(
      Map<String, Integer> rooms, Collection<Long> known, Optional<Instant> atMost, Instant taken) {
    var destinations = List.copyOf(rooms.keySet());
    return database
        .reserve()
        .preparedQuery(CLAIM)
        .execute(Tuple.of(
            destinations.toArray(String[]::new),
            destinations.stream().map(rooms::get).toArray(Integer[]::new),
            known.toArray(Long[]::new),
            OutboxRows.seconds(pace.lease()),
            atMost.map(OutboxRows::utc).orElse(OffsetDateTime.MAX),
            OutboxRows.seconds(pace.longestLease())))
        .map(rows -> {
          var first = rows.iterator().next();
          return new Found(
              rows.stream()
                  .filter(row -> row.getLong("id") != null)
                  .map(row -> claimed(row, taken))
                  .toList(),
              first.getOffsetDateTime("now").toInstant(),
              Optional.ofNullable(first.getOffsetDateTime("next")).map(OffsetDateTime::toInstant));
        });
  }

  private LeasedMessage claimed(Row row, Instant taken) {
    return LeasedMessage.of(
        row.getLong("id"),
        new OutboxMessage(
            row.getString("key"),
            row.getString("destination"),
            row.getString("subject"),
            row.getString("kind"),
            row.getString("body")),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("attempts"),
        taken,
        pace.lease(),
        true);
  }
}
