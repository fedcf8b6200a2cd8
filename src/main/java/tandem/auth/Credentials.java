package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.storage.Database;

/** The lists of the valid sessions and tokens, and their early end by an administrator. */
public final class Credentials {

  /** The kinds of credentials. */
  public enum Kind {
    /** A person's log-in in a browser. */
    SESSION,
    /** A program's bearer token. */
    TOKEN;

    /** The word in SQL and in failures. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A valid session or token, without its secret.
   *
   * @param label what a token is for
   * @param seenAt its last use, about a minute exact; empty if it was not used yet
   * @param address the client's address at that time
   * @param device what the client called itself (its User-Agent)
   */
  public record Listed(
      UUID id,
      String account,
      Optional<String> label,
      Instant madeAt,
      Instant expiresAt,
      Optional<Instant> seenAt,
      Optional<String> address,
      Optional<String> device) {}

  /** The place of a credential in the lists, which are in the order of account and id. */
  public record Place(String account, UUID id) {

    /** The place before all. */
    public static final Place FIRST = new Place("", new UUID(0, 0));
  }

  private static final String LIST = """
      SELECT id, account, label, created_at, expires_at, seen_at, address, device
        FROM credential
       WHERE kind = $1
         AND expires_at > $2
         AND ($3::text IS NULL OR account = $3)
         AND (account, id) > ($4, $5)
       ORDER BY account, id
       LIMIT $6
      """;

  private static final String REVOKE = """
      DELETE FROM credential
       WHERE id = $1
         AND kind = $2
      RETURNING id, account, label, created_at, expires_at, seen_at, address, device
      """;

  private static final String SHORTEN = """
      WITH before AS (
        SELECT id, expires_at
          FROM credential
         WHERE id = $1
           AND kind = $2
           AND expires_at > $3
           FOR UPDATE)
      UPDATE credential c
         SET expires_at = $3
        FROM before b
       WHERE c.id = b.id
      RETURNING c.account, b.expires_at
      """;

  private final Database database;
  private final Audit audit;
  private final Sessions sessions;
  private final InstantSource clock;

  public Credentials(Database database, Audit audit, Sessions sessions, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Returns the valid credentials of a kind after a place.
   *
   * @param account only those of this account
   */
  public Future<List<Listed>> list(Kind kind, Optional<String> account, Place after, int limit) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(Tuple.of(
            kind.word(),
            clock.instant().atOffset(ZoneOffset.UTC),
            account.orElse(null),
            after.account(),
            after.id(),
            limit))
        .map(rows -> rows.stream().map(Credentials::read).toList());
  }

  /**
   * Ends a session or token and what is open with it, at every node; {@link Failure.NotFound} when
   * there is none.
   */
  public Future<Listed> revoke(String by, Optional<String> why, Kind kind, UUID id) {
    return database
        .transaction(sql -> sql.preparedQuery(REVOKE)
            .execute(Tuple.of(id, kind.word()))
            .map(rows -> rows.stream()
                .findFirst()
                .map(Credentials::read)
                .orElseThrow(() -> new Failure.NotFound(kind.word(), id)))
            .compose(ended -> audit
                .record(
                    sql,
                    by,
                    kind.word() + ".revoked",
                    ended.account(),
                    new Act(body(ended), Map.of(), why).body())
                .map(ended)))
        .onSuccess(ended -> sessions.sayEnded(ended.account()));
  }

  /** Lets a session or token end at this time, if it would end later. */
  Future<Void> shorten(String by, String why, Kind kind, UUID id, Instant until) {
    return database.transaction(sql -> sql.preparedQuery(SHORTEN)
        .execute(Tuple.of(id, kind.word(), until.atOffset(ZoneOffset.UTC)))
        .compose(rows -> {
          var row = rows.stream().findFirst();
          if (row.isEmpty()) {
            return Future.succeededFuture();
          }
          var before = row.get().getOffsetDateTime("expires_at").toInstant();
          return audit.record(
              sql,
              by,
              kind.word() + ".shortened",
              row.get().getString("account"),
              new Act(
                      Map.of("id", id.toString(), "expires_at", before.toString()),
                      Map.of("expires_at", until.toString()),
                      Optional.of(why))
                  .body());
        }));
  }

  private static Map<String, Object> body(Listed ended) {
    var body = new TreeMap<String, Object>(Map.of(
        "id", ended.id().toString(),
        "made_at", ended.madeAt().toString(),
        "expires_at", ended.expiresAt().toString()));
    ended.label().ifPresent(label -> body.put("label", label));
    return body;
  }

  private static Listed read(Row row) {
    return new Listed(
        row.getUUID("id"),
        row.getString("account"),
        text(row, "label"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("seen_at")).map(at -> at.toInstant()),
        text(row, "address"),
        text(row, "device"));
  }

  private static Optional<String> text(Row row, String column) {
    @Nullable String text = row.getString(column);
    return Optional.ofNullable(text);
  }
}
