package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tandem.base.ConversationId;
import tandem.base.Failure;

/**
 * The stored files. A content is stored once, in pieces, so that neither a file that comes in nor
 * one that goes out is ever whole in memory.
 */
public final class Attachments {

  private static final int PIECE_BYTES = 256 * 1024;

  /** How much of a file is needed to detect its type. */
  private static final int HEAD_BYTES = 64 * 1024;

  /** An upload that has not ended after this time has been given up. */
  private static final Duration UPLOAD_LIMIT = Duration.ofHours(1);

  /** How long a file can be attached after it was uploaded: longer than a draft is kept. */
  public static final Duration KEPT_FOR = Duration.ofDays(14);

  /** Uploads that are forgotten in one transaction. */
  private static final int FORGOTTEN_MAX = 1_000;

  /** foreign_key_violation. */
  private static final String NOT_THERE = "23503";

  private static final String BEGIN = """
      INSERT INTO upload (id, owner, name, started_at) VALUES ($1, $2, $3, $4)
      """;

  private static final String ADD_PIECE = """
      INSERT INTO blob_piece (upload, number, content) VALUES ($1, $2, $3)
      """;

  /** A content that is stored already needs no second copy of its pieces. */
  private static final String FINISH = """
      WITH stored AS (
        INSERT INTO blob (sha256, size, upload) VALUES ($2, $3, $1)
        ON CONFLICT (sha256) DO NOTHING
        RETURNING upload),
      superfluous AS (
        DELETE FROM blob_piece WHERE upload = $1 AND NOT EXISTS (SELECT FROM stored))
      UPDATE upload SET sha256 = $2, size = $3, type = $4 WHERE id = $1
      """;

  /** A file of one piece that is in memory needs one transaction. */
  private static final String STORE_AT_ONCE = """
      WITH stored AS (
        INSERT INTO blob (sha256, size, upload) VALUES ($5, $6, $1)
        ON CONFLICT (sha256) DO NOTHING
        RETURNING upload, size),
      piece AS (
        INSERT INTO blob_piece (upload, number, content)
        SELECT upload, 0, $8::bytea FROM stored WHERE size > 0)
      INSERT INTO upload (id, owner, name, started_at, sha256, size, type) VALUES ($1, $2, $3, $4, $5, $6, $7)
      """;

  private static final String GIVE_UP = """
      WITH gone AS (DELETE FROM upload WHERE id = $1 AND sha256 IS NULL RETURNING id)
      DELETE FROM blob_piece p USING gone g WHERE p.upload = g.id
      """;

  private static final String SWEEP = """
      WITH gone AS (DELETE FROM upload WHERE sha256 IS NULL AND started_at < $1 RETURNING id)
      DELETE FROM blob_piece p USING gone g WHERE p.upload = g.id
      """;

  /** A message that has taken a file needs its upload no more. */
  private static final String FORGET = """
      WITH gone AS (
        DELETE FROM upload
         WHERE id IN (SELECT id
                        FROM upload
                       WHERE sha256 IS NOT NULL
                         AND started_at < $1
                       ORDER BY started_at
                       LIMIT $2)
        RETURNING sha256)
      SELECT b.sha256
        FROM blob b
       WHERE b.sha256 IN (SELECT sha256 FROM gone)
       ORDER BY b.sha256
         FOR UPDATE OF b
      """;

  /** The contents are locked: a later statement sees who has taken them before. */
  private static final String DELETE = """
      WITH gone AS (
        DELETE FROM blob b
         WHERE b.sha256 = ANY ($1::bytea[])
           AND NOT EXISTS (SELECT FROM upload u WHERE u.sha256 = b.sha256)
           AND NOT EXISTS (SELECT FROM attachment a WHERE a.sha256 = b.sha256)
        RETURNING b.upload)
      DELETE FROM blob_piece p USING gone g WHERE p.upload = g.upload
      """;

  private static final String UPLOADED = """
      SELECT id, name, type, size, sha256
        FROM upload
       WHERE id = ANY ($1::uuid[])
         AND owner = $2
         AND sha256 IS NOT NULL
      """;

  /** The content is there already: only its name is written once more. */
  private static final String COPY = """
      INSERT INTO upload (id, owner, name, started_at, type, size, sha256)
      SELECT w.id, $5, a.name, $6, a.type, a.size, a.sha256
        FROM unnest($3::uuid[], $4::integer[]) AS w (id, place)
        JOIN attachment a ON a.conversation = $1 AND a.number = $2 AND a.place = w.place
      RETURNING id, name, type, size, sha256
      """;

  private static final String OF_MESSAGE = """
      SELECT name, type, size, content_id, sha256
        FROM attachment
       WHERE conversation = $1
         AND number = $2
         AND place = $3
      """;

  private static final String PIECE = """
      SELECT p.content
        FROM blob b
        JOIN blob_piece p ON p.upload = b.upload
       WHERE b.sha256 = $1
         AND p.number = $2
      """;

  private final FileTypes types = new FileTypes();

  /** Reads the known types of files, which the first file would wait for. Blocks. */
  public void readTypes() {
    var _ = types.read();
  }

  /**
   * Stores a file while it comes in; completes when all of it is stored. {@link Failure.TooLarge}
   * if it is larger than {@link Attachment#SIZE_MAX}.
   *
   * @param id a new id, by which the owner attaches the file to a message
   * @param owner the account or conversation that may attach it
   */
  public Future<Attachment> store(
      SqlClient sql, UUID id, String owner, String name, ReadStream<Buffer> content, Instant now) {
    content.pause();
    return store(
        sql, id, owner, name, Optional.empty(), now, () -> new Incoming(sql, id, content).read());
  }

  /**
   * Stores a file that is in memory.
   *
   * @param known its type, if nothing needs to be detected
   */
  public Future<Attachment> store(
      SqlClient sql,
      UUID id,
      String owner,
      String name,
      Optional<String> known,
      Buffer content,
      Instant now) {
    var digest = sha256();
    digest.update(content.getBytes());
    var read = new Read(
        content.slice(0, Math.min(content.length(), HEAD_BYTES)),
        Buffer.buffer(digest.digest()),
        content.length());
    Failure.require(
        content.length() <= Attachment.SIZE_MAX, "a file must not be larger than the limit");
    return content.length() <= PIECE_BYTES
        ? storeAtOnce(sql, id, owner, name, known, content, read, now)
        : store(
            sql, id, owner, name, known, now, () -> pieces(sql, id, content, 0).map(read));
  }

  private Future<Attachment> storeAtOnce(
      SqlClient sql,
      UUID id,
      String owner,
      String name,
      Optional<String> known,
      Buffer content,
      Read read,
      Instant now) {
    var file = Attachment.named(name);
    var type = known.orElseGet(() -> types.of(read.head().getBytes(), file));
    var columns =
        Tuple.of(id, owner, file, now.atOffset(UTC), read.sha256(), read.size(), type, content);
    return stored(() -> sql.preparedQuery(STORE_AT_ONCE).execute(columns))
        .map(read.named(file, type));
  }

  /** A content that was there may just be deleted, when nobody else has it: it is stored anew. */
  private static <T> Future<T> stored(Supplier<Future<T>> writing) {
    return writing
        .get()
        .recover(failure -> failure instanceof PgException e && e.getSqlState().equals(NOT_THERE)
            ? writing.get()
            : Future.failedFuture(failure));
  }

  private static Future<Void> pieces(SqlClient sql, UUID upload, Buffer content, int number) {
    int from = number * PIECE_BYTES;
    return from >= content.length()
        ? Future.succeededFuture()
        : sql.preparedQuery(ADD_PIECE)
            .execute(Tuple.of(
                upload,
                number,
                content.slice(from, Math.min(content.length(), from + PIECE_BYTES))))
            .compose(_ -> pieces(sql, upload, content, number + 1));
  }

  private Future<Attachment> store(
      SqlClient sql,
      UUID id,
      String owner,
      String name,
      Optional<String> known,
      Instant now,
      Supplier<Future<Read>> writing) {
    var file = Attachment.named(name);
    return sql.preparedQuery(BEGIN)
        .execute(Tuple.of(id, owner, file, now.atOffset(UTC)))
        .compose(_ -> writing.get())
        .compose(read -> {
          var type = known.orElseGet(() -> types.of(read.head().getBytes(), file));
          var columns = Tuple.of(id, read.sha256(), read.size(), type);
          return stored(() -> sql.preparedQuery(FINISH).execute(columns))
              .map(read.named(file, type));
        })
        .recover(failure -> sql.preparedQuery(GIVE_UP)
            .execute(Tuple.of(id))
            .transform(_ -> Future.failedFuture(failure)));
  }

  /**
   * Returns the uploaded files of an owner; {@link Failure.Invalid} if one of them is not there.
   */
  public Future<List<Attachment>> uploaded(SqlClient sql, String owner, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return sql.preparedQuery(UPLOADED)
        .execute(Tuple.of(ids.toArray(UUID[]::new), owner))
        .map(rows -> {
          Map<UUID, Attachment> found = new HashMap<>();
          rows.forEach(row -> found.put(row.getUUID("id"), read(row, Optional.empty())));
          return ids.stream()
              .map(id -> Optional.ofNullable(found.get(id))
                  .orElseThrow(() -> new Failure.Invalid(
                      "attachments: " + id + " is not a file that you have uploaded in the last "
                          + KEPT_FOR.toDays() + " days")))
              .toList();
        });
  }

  /**
   * Lets an owner attach files of a message to another one, as if they had uploaded them;
   * {@link Failure.NotFound} if one of them is not there.
   *
   * @param places the new ids by the places of the files, which begin with 1
   */
  public Future<Map<UUID, Attachment>> copy(
      SqlConnection tx,
      ConversationId conversation,
      int number,
      Map<Integer, UUID> places,
      String owner,
      Instant now) {
    return tx.preparedQuery(COPY)
        .execute(Tuple.of(
            conversation.value(),
            number,
            places.values().toArray(UUID[]::new),
            places.keySet().toArray(Integer[]::new),
            owner,
            now.atOffset(UTC)))
        .map(rows -> {
          Map<UUID, Attachment> copies = new HashMap<>();
          rows.forEach(row -> copies.put(row.getUUID("id"), read(row, Optional.empty())));
          places.forEach((place, id) -> {
            if (!copies.containsKey(id)) {
              throw new Failure.NotFound("attachment", place);
            }
          });
          return copies;
        });
  }

  /** Returns a file of a message; the places begin with 1. */
  public Future<Attachment> of(SqlClient sql, ConversationId conversation, int number, int place) {
    return sql.preparedQuery(OF_MESSAGE)
        .execute(Tuple.of(conversation.value(), number, place))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> read(row, Optional.ofNullable(row.getString("content_id"))))
            .orElseThrow(() -> new Failure.NotFound("attachment", place)));
  }

  /**
   * Hands out the content of a file, piece by piece; the next piece is read when the one before was
   * taken.
   */
  public Future<Void> content(SqlClient sql, Attachment file, Taker taker) {
    return piece(sql, Buffer.buffer(file.digest()), 0, taker);
  }

  /** Takes a piece of a content; completes when the next one may come. */
  @FunctionalInterface
  public interface Taker {
    Future<Void> take(Buffer piece);
  }

  private static Future<Void> piece(SqlClient sql, Buffer sha256, int number, Taker taker) {
    return sql.preparedQuery(PIECE).execute(Tuple.of(sha256, number)).compose(rows -> {
      if (rows.size() == 0) {
        return Future.succeededFuture();
      }
      return taker
          .take(rows.iterator().next().getBuffer("content"))
          .compose(_ -> piece(sql, sha256, number + 1, taker));
    });
  }

  /**
   * Removes the pieces of uploads that were given up, as when their node died, and old uploads with
   * those contents that no message has.
   */
  public Future<Void> sweep(SqlConnection tx, Instant now) {
    return tx.preparedQuery(SWEEP)
        .execute(Tuple.of(now.minus(UPLOAD_LIMIT).atOffset(UTC)))
        .compose(_ -> tx.preparedQuery(FORGET)
            .execute(Tuple.of(now.minus(KEPT_FOR).atOffset(UTC), FORGOTTEN_MAX)))
        .compose(rows -> tx.preparedQuery(DELETE)
            .execute(
                Tuple.of(rows.stream().map(row -> row.getBuffer("sha256")).toArray(Buffer[]::new))))
        .mapEmpty();
  }

  private static Attachment read(Row row, Optional<String> contentId) {
    return new Attachment(
        row.getString("name"),
        row.getString("type"),
        row.getLong("size"),
        contentId,
        HexFormat.of().formatHex(row.getBuffer("sha256").getBytes()));
  }

  /** What is known of a content after it was read. */
  private record Read(Buffer head, Buffer sha256, long size) {
    Attachment named(String name, String type) {
      return new Attachment(
          name, type, size, Optional.empty(), HexFormat.of().formatHex(sha256.getBytes()));
    }
  }

  /** A content that comes in. It is paused while a piece is being written. */
  private static final class Incoming {

    private final SqlClient sql;
    private final UUID upload;
    private final ReadStream<Buffer> content;
    private final MessageDigest digest = sha256();
    private final Promise<Read> done = Promise.promise();
    private Buffer piece = Buffer.buffer();
    private final Buffer head = Buffer.buffer();
    private long size;
    private int pieces;
    private boolean ended;
    private boolean writing;

    Incoming(SqlClient sql, UUID upload, ReadStream<Buffer> content) {
      this.sql = sql;
      this.upload = upload;
      this.content = content;
    }

    Future<Read> read() {
      content.exceptionHandler(done::tryFail);
      content.endHandler(_ -> {
        ended = true;
        write();
      });
      content.handler(this::take);
      content.resume();
      return done.future();
    }

    private void take(Buffer some) {
      size += some.length();
      if (size > Attachment.SIZE_MAX) {
        // the rest is read and thrown away, so that the sender hears the refusal
        done.tryFail(new Failure.TooLarge(
            "an attachment may have at most " + Attachment.SIZE_MAX / 1024 / 1024 + " MB"));
        return;
      }
      piece.appendBuffer(some);
      if (head.length() < HEAD_BYTES) {
        head.appendBuffer(some, 0, Math.min(some.length(), HEAD_BYTES - head.length()));
      }
      if (piece.length() >= PIECE_BYTES) {
        content.pause();
        write();
      }
    }

    private void write() {
      if (writing || done.future().isComplete()) {
        return;
      }
      if (piece.length() == 0) {
        finish();
        return;
      }
      writing = true;
      var written = piece;
      piece = Buffer.buffer();
      digest.update(written.getBytes());
      sql.preparedQuery(ADD_PIECE)
          .execute(Tuple.of(upload, pieces++, written))
          .onComplete(
              _ -> {
                writing = false;
                if (ended) {
                  write();
                } else {
                  content.resume();
                }
              },
              done::tryFail);
    }

    private void finish() {
      if (ended) {
        done.tryComplete(new Read(head, Buffer.buffer(digest.digest()), size));
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return Objects.requireNonNull(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
