package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.base.Text;

/**
 * The stored states of our mailboxes: how far each was read, and whether it can be read and sent
 * from.
 */
public final class Mailboxes {

  private static final int WHY_LENGTH_MAX = 500;
  private static final int MAILBOXES_MAX = 1_000;

  private static final String ALL = """
      SELECT coalesce(m.address, s.address) AS address, m.state, m.why, m.since, m.read_at,
             s.state AS sending_state, s.why AS sending_why, s.since AS sending_since
        FROM mailbox m
        FULL JOIN mailbox_sending s ON s.address = m.address
       ORDER BY 1
       LIMIT $1
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

  private static final String SAY_SENDING = """
      INSERT INTO mailbox_sending AS s (address, state, why, since) VALUES ($1, $2, $3, $4)
      ON CONFLICT (address) DO UPDATE
         SET since = CASE WHEN s.state = $2 THEN s.since ELSE $4 END, state = $2, why = $3
       WHERE s.state <> $2
          OR s.why IS DISTINCT FROM $3
      """;

  /** Whether a mailbox can be read, or sent from. */
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
   * @param state empty if it is not read over IMAP
   * @param why why it cannot be read
   * @param since when this state began
   * @param readAt when the last mail was stored
   * @param sending empty if nothing was sent from it yet
   */
  public record Mailbox(
      String address,
      Optional<State> state,
      Optional<String> why,
      Optional<Instant> since,
      Optional<Instant> readAt,
      Optional<Sending> sending) {}

  /**
   * Whether a mailbox can be sent from.
   *
   * @param why why not
   * @param since when this state began
   */
  public record Sending(State state, Optional<String> why, Instant since) {}

  /**
   * How far a mailbox was read.
   *
   * @param uidValidity the server's mark of its numbering; a new one begins anew
   */
  public record Place(long uidValidity, long lastUid) {}

  public Future<List<Mailbox>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute(Tuple.of(MAILBOXES_MAX))
        .map(rows -> rows.stream().map(Mailboxes::mailbox).toList());
  }

  private static Mailbox mailbox(Row row) {
    return new Mailbox(
        row.getString("address"),
        Optional.ofNullable(row.getString("state")).map(Mailboxes::state),
        Optional.ofNullable(row.getString("why")),
        Optional.ofNullable(row.getOffsetDateTime("since")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getOffsetDateTime("read_at")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("sending_state"))
            .map(state -> new Sending(
                state(state),
                Optional.ofNullable(row.getString("sending_why")),
                row.getOffsetDateTime("sending_since").toInstant())));
  }

  private static State state(String word) {
    return State.valueOf(word.toUpperCase(Locale.ROOT));
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

  /** Notes whether the mailbox can be read. */
  public Future<Void> say(
      SqlClient sql, String address, State state, Optional<String> why, Instant now) {
    return said(sql, SAY, address, state, why, now);
  }

  /** Notes whether the mailbox can be sent from. */
  public Future<Void> saySending(
      SqlClient sql, String address, State state, Optional<String> why, Instant now) {
    return said(sql, SAY_SENDING, address, state, why, now);
  }

  private static Future<Void> said(
      SqlClient sql,
      String statement,
      String address,
      State state,
      Optional<String> why,
      Instant now) {
    return sql.preparedQuery(statement)
        .execute(Tuple.of(
            address,
            state.name().toLowerCase(Locale.ROOT),
            why.map(text -> Text.beginning(Text.plain(text), WHY_LENGTH_MAX)).orElse(null),
            now.atOffset(UTC)))
        .mapEmpty();
  }
}
