package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.storage.Database;

/**
 * The token that Tandem's own commands on this machine use: its file may be read by its owner only.
 * A start makes a new one when the file is missing or its token is not valid any more. While the
 * token is valid a start keeps it, because programs may have a copy.
 */
public final class AdminToken {

  public static final Duration LIFETIME = Duration.ofDays(90);

  /** From this time before its end on, the log warns once a day. */
  public static final Duration WARNED_BEFORE = Duration.ofDays(21);

  private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);

  private static final String START = "(start)";
  private static final String LABEL = "commands on the server's machine";

  private static final String FIND = """
      SELECT c.id, c.expires_at
        FROM credential c
        JOIN account a ON a.name = c.account
       WHERE c.hash = $1
         AND c.kind = 'token'
         AND c.expires_at > $2
         AND a.role = 'admin'
         AND a.active
      """;

  private static final String ID = """
      SELECT id FROM credential WHERE hash = $1 AND kind = 'token'
      """;

  private static final String REPLACED = "a new admin token of the data folder has replaced it";

  private static final String TOO_LONG =
      "an earlier version made the admin token of the data folder for longer than it lasts now";

  /** A token that lets in. */
  private record Valid(UUID id, Instant until) {}

  private final Database database;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Credentials credentials;
  private final InstantSource clock;
  private final Path file;
  private volatile Instant warnedAt = Instant.MIN;

  public AdminToken(
      Database database,
      Accounts accounts,
      Sessions sessions,
      Credentials credentials,
      InstantSource clock,
      Path dataFolder) {
    this.database = database;
    this.accounts = accounts;
    this.sessions = sessions;
    this.credentials = credentials;
    this.clock = clock;
    this.file = dataFolder.resolve("secrets").resolve("admin-token");
  }

  /** Makes the token when its file is missing or has no valid token. Blocks: for boot only. */
  public void ensure() {
    var now = clock.instant();
    var written = read(file);
    var valid = written.flatMap(secret -> valid(secret).await());
    if (valid.isPresent()) {
      shorten(valid.get(), now);
      warn(valid.get().until(), now);
      return;
    }
    try {
      make(START);
      written.ifPresent(_ -> LOG.warn(
          "the admin token of the data folder was no longer valid: made a new one file={} days={}",
          file,
          LIFETIME.toDays()));
    } catch (Failure.Conflict e) {
      LOG.warn("no admin token for the commands on this machine: {}", e.getMessage());
    }
  }

  /**
   * Replaces the token of the file; the one before ends at once, as one that an administrator
   * revokes. Blocks.
   *
   * @return when the new one ends
   */
  public Instant rotate(String by) {
    var before = read(file).flatMap(secret -> id(secret).await());
    var until = make(by);
    before.ifPresent(id -> credentials
        .revoke(by, Optional.of(REPLACED), Credentials.Kind.TOKEN, id)
        .await());
    return until;
  }

  private Future<Optional<UUID>> id(Secret secret) {
    return database
        .pool()
        .preparedQuery(ID)
        .execute(Tuple.of(secret.hash()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("id")));
  }

  /** Warns once a day when the token ends soon. Call it now and then. */
  public Future<Void> lookNowAndThen() {
    var now = clock.instant();
    if (warnedAt.plus(Duration.ofDays(1)).isAfter(now)) {
      return Future.succeededFuture();
    }
    warnedAt = now;
    return read(file)
        .map(secret -> valid(secret)
            .onSuccess(token -> token.ifPresent(it -> warn(it.until(), now)))
            .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  private void warn(Instant until, Instant now) {
    warnedAt = now;
    if (until.isBefore(now.plus(WARNED_BEFORE))) {
      LOG.warn(
          "the admin token of the data folder ends soon: rotate it (scripts/tandem user"
              + " rotate-token) file={} until={}",
          file,
          until);
    }
  }

  private Instant make(String by) {
    var account = accounts.ofProgram(SampleAccounts.ADMIN, Role.ADMIN).await();
    if (account.role() != Role.ADMIN) {
      throw new Failure.Conflict(
          "account " + account.name() + " has the role " + account.role().word());
    }
    var token =
        sessions.issueToken(by, account.name(), Optional.of(LABEL), LIFETIME).await();
    try {
      PrivateFile.write(file, token.secret().text() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return token.expiresAt();
  }

  private Future<Optional<Valid>> valid(Secret secret) {
    return database
        .pool()
        .preparedQuery(FIND)
        .execute(Tuple.of(secret.hash(), clock.instant().atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row ->
                new Valid(row.getUUID("id"), row.getOffsetDateTime("expires_at").toInstant())));
  }

  private void shorten(Valid token, Instant now) {
    var end = now.plus(LIFETIME);
    if (token.until().isAfter(end)) {
      credentials
          .shorten(START, TOO_LONG, Credentials.Kind.TOKEN, token.id(), end)
          .await();
      LOG.warn(
          "the admin token of the data folder was made for longer than today's version does: it"
              + " ends earlier now file={} until={}",
          file,
          end);
    }
  }

  private static Optional<Secret> read(Path file) {
    try {
      return Files.exists(file) ? Secret.parse(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
