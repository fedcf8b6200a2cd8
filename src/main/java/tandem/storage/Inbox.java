package tandem.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tandem.document.Json;

/** The events from outside and their first answers. A repeat of an event gets its first answer. */
public final class Inbox {

  private static final String ANSWERS = """
      SELECT h.source, h.event, h.answer::text
        FROM unnest($1::text[], $2::text[]) AS u(source, event)
        JOIN hook_event h ON h.source = u.source AND h.event = u.event
      """;

  private static final String KEEP = """
      INSERT INTO hook_event (source, event, received_at, body, answer)
      SELECT u.source, u.event, $5, u.body::jsonb, u.answer::jsonb
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS u(source, event, body, answer)
      """;

  private static final String KEEP_UNLESS_KEPT =
      KEEP + "ON CONFLICT (source, event) DO NOTHING RETURNING source, event";

  private static final String KEEP_NEW = KEEP + " WHERE previous_is_done RETURNING 1";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String KEY_CONSTRAINT = "hook_event_pkey";

  /** All transactions store events in this order, so that they cannot block each other. */
  private static final Comparator<Answered> ORDER = Comparator.comparing(
          (Answered one) -> one.event().source())
      .thenComparing(one -> one.event().event());

  /** An event and the answer it gets, as JSON text. */
  public record Answered(InboxEvent event, String answer) {}

  private final Database database;

  public Inbox(Database database) {
    this.database = database;
  }

  /** The answer that the event got when it came first; empty if it is not stored. */
  public Future<Optional<JsonNode>> firstAnswer(InboxEvent event) {
    return firstAnswers(database.reserve(), List.of(event.key()))
        .map(answers -> Optional.ofNullable(answers.get(event.key())));
  }

  /** The first answers of those events that are stored, by one query. */
  public static Future<Map<InboxEvent.Key, JsonNode>> firstAnswers(
      SqlClient sql, Collection<InboxEvent.Key> events) {
    return sql.preparedQuery(ANSWERS)
        .execute(Tuple.tuple()
            .addArrayOfString(column(events, InboxEvent.Key::source))
            .addArrayOfString(column(events, InboxEvent.Key::event)))
        .map(rows -> {
          var answers = new HashMap<InboxEvent.Key, JsonNode>();
          rows.forEach(row -> answers.put(key(row), parse(row.getString(2))));
          return answers;
        });
  }

  /**
   * Keeps events with their answers, in one statement, except those that are stored already.
   * Completes with the first answer of each event: the one that is given, or the stored one.
   *
   * @param events each event once
   */
  public static Future<Map<InboxEvent.Key, JsonNode>> keep(
      SqlConnection transaction, Collection<Answered> events, Instant now) {
    var answers = new HashMap<InboxEvent.Key, JsonNode>();
    events.forEach(one -> answers.put(one.event().key(), parse(one.answer())));
    return transaction
        .preparedQuery(KEEP_UNLESS_KEPT)
        .execute(Tuple.from(columns(events, now)))
        .compose(rows -> {
          var stored = new ArrayList<>(answers.keySet());
          rows.forEach(row -> stored.remove(key(row)));
          return stored.isEmpty()
              ? Future.succeededFuture(answers)
              : firstAnswers(transaction, stored).map(first -> {
                answers.putAll(first);
                return answers;
              });
        });
  }

  /**
   * Adds a part to a statement that keeps events that are new. If one of them is stored already,
   * the statement fails: see {@link #isRepeat}.
   */
  public static void keepNew(OneStatement statement, Collection<Answered> events, Instant now) {
    statement.with("events", KEEP_NEW, columns(events, now));
  }

  /** Whether a statement failed because an event that it was to keep is stored already. */
  public static boolean isRepeat(Throwable failure) {
    return failure instanceof PgException refused
        && UNIQUE_VIOLATION.equals(refused.getSqlState())
        && KEY_CONSTRAINT.equals(refused.getConstraint());
  }

  private static Object[] columns(Collection<Answered> events, Instant now) {
    var ordered = events.stream().sorted(ORDER).toList();
    return new Object[] {
      column(ordered, e -> e.event().source()),
      column(ordered, e -> e.event().event()),
      column(ordered, e -> e.event().body()),
      column(ordered, Answered::answer),
      now.atOffset(ZoneOffset.UTC)
    };
  }

  private static <T> String[] column(Collection<T> events, Function<T, String> part) {
    return events.stream().map(part).toArray(String[]::new);
  }

  private static InboxEvent.Key key(Row row) {
    return new InboxEvent.Key(row.getString(0), row.getString(1));
  }

  private static JsonNode parse(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer in the inbox is no JSON", e);
    }
  }
}
