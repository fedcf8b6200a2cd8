package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.base.Text;

/** The stored states of our mailboxes: how far each was read, and whether it can be read. */
public final class Mailboxes {

  private static final int WHY_LENGTH_MAX = 500;
  private static final int MAILBOXES_MAX = 1_000;

  private static final String ALL = """
      SELECT address, state, why, since, read_at FROM mailbox ORDER BY address LIMIT $1
      """;

  private static final String PLACE = """
      SELECT uid_validity, last_uid FROM mailbox WHERE address = $1
      """;

  /** Two readers of one mailbox may overlap for a moment: the place never goes back. */
  private static final String READ_TO = """
      INSERT INTO mailbox (address, uid_validity, last_uid, state, since, read_at)
      VALUES ($1, $2, $3, 'connected', $4, $4)
      ON CONFLICT (address) DO UPDATE
         SET last_uid = CASE WHEN mailbox.uid_validity = $2 THEN greatest(mailbox.last_uid, $3) ELSE $3 END,
             uid_validity = $2,
             read_at = $4
      """;

  private static final String SAY = """
      INSERT INTO mailbox (address, state, why, since) VALUES ($1, $2, $3, $4)
      ON CONFLICT (address) DO UPDATE
         SET since = CASE WHEN mailbox.state = $2 THEN mailbox.since ELSE $4 END, state = $2, why = $3
       WHERE mailbox.state <> $2
          OR mailbox.why IS DISTINCT FROM $3
      """;

  /** Whether a mailbox can be read. */
  public enum State {
    CONNECTED,
    /** The server does not answer; it is tried again. */
    AWAY,
    /** The server refuses the log-in or its certificate is wrong: a person must do something. */
    REFUSED
  }

  /**
   * A mailbox as supervisors see it.
   *
   * @param why why it cannot be read
   * @param since when this state began
   * @param readAt when the last mail was stored
   */
  public record Mailbox(
      String address, State state, Optional<String> why, Instant since, Optional<Instant> readAt) {}

  /**
   * How far a mailbox was read.
   *
   * @param uidValidity the server's mark of its numbering; a new one begins anew
   */
  public record Place(long uidValidity, long lastUid) {}

  public Future<List<Mailbox>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute(Tuple.of(MAILBOXES_MAX))
        .map(rows -> rows.stream()
            .map(row -> new Mailbox(
                row.getString("address"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("why")),
                row.getOffsetDateTime("since").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("read_at"))
                    .map(OffsetDateTime::toInstant)))
            .toList());
  }

  /** Returns how far a mailbox was read; empty if it never was. */
  public Future<Optional<Place>> place(SqlClient sql, String address) {
    return sql.preparedQuery(PLACE)
        .execute(Tuple.of(address))
        .map(rows -> rows.stream()
            .findFirst()
            .filter(row -> row.getLong("uid_validity") != null)
            .map(row -> new Place(row.getLong("uid_validity"), row.getLong("last_uid"))));
  }

  /** Notes that everything up to this place is stored. */
  public Future<Void> readTo(SqlClient sql, String address, Place place, Instant now) {
    return sql.preparedQuery(READ_TO)
        .execute(Tuple.of(address, place.uidValidity(), place.lastUid(), now.atOffset(UTC)))
        .mapEmpty();
  }

  public Future<Void> say(
      SqlClient sql, String address, State state, Optional<String> why, Instant now) {
    return sql.preparedQuery(SAY)
        .execute(Tuple.of(
            address,
            state.name().toLowerCase(Locale.ROOT),
            why.map(text -> Text.beginning(Text.plain(text), WHY_LENGTH_MAX)).orElse(null),
            now.atOffset(UTC)))
        .mapEmpty();
  }
}
