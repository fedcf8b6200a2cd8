package tandem.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.base.Text;

/** The rows of the outbox in PostgreSQL. */
final class OutboxRows {

  private static final int ERROR_LENGTH_MAX = 500;

  private static final String PUT = """
      INSERT INTO outbox (key, destination, subject, kind, body, created_at, next_at)
      VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $6)
      ON CONFLICT (key) DO NOTHING
      """;

  private static final String PUT_ALL = """
      INSERT INTO outbox (key, destination, subject, kind, body, created_at, next_at)
      SELECT u.key, u.destination, u.subject, u.kind, u.body::jsonb, $6, $6
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
             AS u(key, destination, subject, kind, body)
      ON CONFLICT (key) DO NOTHING
      """;

  private static final String LOAD = """
      SELECT id, key, destination, subject, kind, body::text, created_at, attempts, next_at
        FROM outbox
       WHERE delivered_at IS NULL
         AND given_up_at IS NULL
         AND destination = ANY($1)
         AND NOT (id = ANY($2))
       ORDER BY id
       LIMIT $3
      """;

  private static final String OLDEST = """
      SELECT min(created_at) AS created_at FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL
      """;

  /** No row: somebody else has tried since, and has the message now. */
  private static final String TRY = """
      UPDATE outbox
         SET attempts = attempts + 1, next_at = $3
       WHERE id = $1
         AND attempts = $2
         AND delivered_at IS NULL
         AND given_up_at IS NULL
      """;

  private static final String DELIVERED = """
      UPDATE outbox SET delivered_at = $2 WHERE id = ANY($1)
      """;

  /** A try that fails late does not undo the note of a try that has begun since. */
  private static final String FAILED = """
      UPDATE outbox
         SET attempts = $4, next_at = $2, last_error = $3
       WHERE id = $1
         AND attempts <= $4
         AND delivered_at IS NULL
         AND given_up_at IS NULL
      """;

  private static final String GIVEN_UP = """
      WITH given_up AS (
        UPDATE outbox
           SET attempts = $5, given_up_at = $2, last_error = $3
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

  /** @param attempts tries made or begun, as far as we know */
  record Loaded(long id, OutboxMessage message, Instant createdAt, int attempts, Instant nextAt) {

    Loaded tried() {
      return new Loaded(id, message, createdAt, attempts + 1, nextAt);
    }

    Loaded at(Instant next) {
      return new Loaded(id, message, createdAt, attempts, next);
    }
  }

  static Future<Void> put(SqlConnection transaction, OutboxMessage message, Instant now) {
    return transaction
        .preparedQuery(PUT)
        .execute(Tuple.of(
            message.key(),
            message.destination(),
            message.subject(),
            message.kind(),
            message.body(),
            now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  static Future<Void> putAll(SqlConnection transaction, List<OutboxMessage> messages, Instant now) {
    return transaction
        .preparedQuery(PUT_ALL)
        .execute(Tuple.of(
            column(messages, OutboxMessage::key),
            column(messages, OutboxMessage::destination),
            column(messages, OutboxMessage::subject),
            column(messages, OutboxMessage::kind),
            column(messages, OutboxMessage::body),
            now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  private static String[] column(
      List<OutboxMessage> messages, Function<OutboxMessage, String> part) {
    return messages.stream().map(part).toArray(String[]::new);
  }

  /** The first messages that are to be delivered there, but for those that we have already. */
  Future<List<Loaded>> load(Collection<String> destinations, Collection<Long> known, int limit) {
    return execute(
            LOAD, Tuple.of(destinations.toArray(String[]::new), known.toArray(Long[]::new), limit))
        .map(rows -> rows.stream().map(OutboxRows::read).toList());
  }

  Future<Optional<Instant>> oldest() {
    return execute(OLDEST, Tuple.tuple())
        .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("created_at"))
            .map(at -> at.toInstant()));
  }

  /**
   * False when somebody else has tried since.
   *
   * @param until no other try is made before then
   */
  Future<Boolean> noteTry(Loaded message, Instant until) {
    return execute(TRY, Tuple.of(message.id(), message.attempts(), until.atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Void> delivered(List<Long> ids, Instant now) {
    return execute(DELIVERED, Tuple.of(ids.toArray(Long[]::new), now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  Future<Void> failed(Loaded again, String error) {
    return execute(
            FAILED,
            Tuple.of(
                again.id(),
                again.nextAt().atOffset(ZoneOffset.UTC),
                shortened(error),
                again.attempts()))
        .mapEmpty();
  }

  /** A person is told. */
  Future<Void> givenUp(Loaded message, Instant now, String error) {
    return execute(
            GIVEN_UP,
            Tuple.of(
                message.id(),
                now.atOffset(ZoneOffset.UTC),
                shortened(error),
                message.message().subject(),
                message.attempts()))
        .mapEmpty();
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return database.pool().preparedQuery(sql).execute(values);
  }

  private static Loaded read(Row row) {
    return new Loaded(
        row.getLong("id"),
        new OutboxMessage(
            row.getString("key"),
            row.getString("destination"),
            row.getString("subject"),
            row.getString("kind"),
            row.getString("body")),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("attempts"),
        row.getOffsetDateTime("next_at").toInstant());
  }

  private static String shortened(String error) {
    return Text.cut(error, ERROR_LENGTH_MAX);
  }
}
