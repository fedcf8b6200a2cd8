package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.ContactId;
import tandem.base.ConversationId;

/**
 * The chats whose visitor must come back by a time, or has left; and what visitors said about
 * contacts.
 */
public final class Visits {

  private static final int DUE_MAX = 500;

  private static final String EXPECT = """
      INSERT INTO visit AS v (conversation, due_at)
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
      ON CONFLICT (conversation) DO UPDATE SET due_at = greatest(v.due_at, EXCLUDED.due_at)
      """;

  private static final String DUE = """
      SELECT conversation FROM visit WHERE due_at <= $1 ORDER BY due_at LIMIT $2
      """;

  private static final String IS_DUE = """
      SELECT conversation FROM visit WHERE conversation = $1 AND due_at <= $2
      """;

  private static final String NEXT = "SELECT min(due_at) AS due_at FROM visit";

  /** A visitor who has come back meanwhile stays. */
  private static final String FORGET = """
      DELETE FROM visit WHERE conversation = $1 AND due_at <= $2
      """;

  private static final String RATE = """
      INSERT INTO rating AS r (contact, conversation, score, comment, at)
      SELECT t.contact, t.conversation, $3, $4, $5
        FROM conversation_contact t
       WHERE t.contact = $1
         AND t.conversation = $2
      ON CONFLICT (contact) DO UPDATE
        SET score = EXCLUDED.score, comment = EXCLUDED.comment, at = EXCLUDED.at
        WHERE (r.score, r.comment) <> (EXCLUDED.score, EXCLUDED.comment)
      RETURNING contact
      """;

  private static final String IS_OF = """
      SELECT contact FROM conversation_contact WHERE contact = $1 AND conversation = $2
      """;

  /** The effect of a rating. */
  public enum Rated {
    TAKEN,
    REPEATED,
    NO_CONTACT
  }

  /** Notes until when the visitors of these conversations may be away. */
  public Future<Void> expect(SqlClient sql, Map<ConversationId, Instant> due) {
    return due.isEmpty()
        ? Future.succeededFuture()
        : sql.preparedQuery(EXPECT)
            .execute(Tuple.of(
                due.keySet().stream().map(ConversationId::value).toArray(UUID[]::new),
                (Object) due.values().stream()
                    .map(at -> at.atOffset(UTC))
                    .toArray(OffsetDateTime[]::new)))
            .mapEmpty();
  }

  /** Returns some chats whose visitor has been away for too long. */
  public Future<List<ConversationId>> due(SqlClient sql, Instant now) {
    return sql.preparedQuery(DUE)
        .execute(Tuple.of(now.atOffset(UTC), DUE_MAX))
        .map(rows -> rows.stream()
            .map(row -> new ConversationId(row.getUUID("conversation")))
            .toList());
  }

  /** Whether the visitor of a chat is still away. */
  public Future<Boolean> isDue(SqlClient sql, ConversationId conversation, Instant now) {
    return sql.preparedQuery(IS_DUE)
        .execute(Tuple.of(conversation.value(), now.atOffset(UTC)))
        .map(rows -> rows.size() > 0);
  }

  /** Returns the time of the next one that is due. */
  public Future<Optional<Instant>> next(SqlClient sql) {
    return sql.preparedQuery(NEXT)
        .execute()
        .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("due_at"))
            .map(OffsetDateTime::toInstant));
  }

  /** Forgets a visit, unless its visitor has been seen since. */
  public Future<Void> forget(SqlClient sql, ConversationId conversation, Instant dueBy) {
    return sql.preparedQuery(FORGET)
        .execute(Tuple.of(conversation.value(), dueBy.atOffset(UTC)))
        .mapEmpty();
  }

  /** Records what a visitor said about a contact of a conversation. */
  public Future<Rated> rate(
      SqlClient sql,
      ConversationId conversation,
      ContactId contact,
      int score,
      String comment,
      Instant now) {
    return sql.preparedQuery(RATE)
        .execute(Tuple.of(contact.value(), conversation.value(), score, comment, now.atOffset(UTC)))
        .compose(rows -> rows.size() > 0
            ? Future.succeededFuture(Rated.TAKEN)
            : sql.preparedQuery(IS_OF)
                .execute(Tuple.of(contact.value(), conversation.value()))
                .map(known -> known.size() > 0 ? Rated.REPEATED : Rated.NO_CONTACT));
  }
}
