package tandem.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.document.Json;

/** The events that came in and the first answer each got: a repeat gets that answer again. */
public final class Inbox {

  private static final String ANSWER = """
      SELECT answer::text
        FROM hook_event
       WHERE source = $1
         AND event = $2
      """;

  private static final String KEEP = """
      INSERT INTO hook_event (source, event, received_at, body, answer)
      VALUES ($1, $2, $5, $3::text::jsonb, $4::text::jsonb)
      ON CONFLICT (source, event) DO NOTHING
      """;

  private static final String KEEP_ALL = """
      INSERT INTO hook_event (source, event, received_at, body, answer)
      SELECT u.source, u.event, $5, u.body::jsonb, u.answer::jsonb
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS u(source, event, body, answer)
      ON CONFLICT (source, event) DO NOTHING
      """;

  /** An event and the answer it gets, as JSON text. */
  public record Answered(InboxEvent event, String answer) {}

  private final Database database;

  public Inbox(Database database) {
    this.database = database;
  }

  public Future<Optional<JsonNode>> firstAnswer(String source, String event) {
    return database
        .pool()
        .preparedQuery(ANSWER)
        .execute(Tuple.of(source, event))
        .map(rows -> rows.stream().findFirst().map(row -> parse(row.getString(0))));
  }

  /**
   * Keeps an event that needs no decision, with its answer; one that was answered before stays as
   * it is.
   */
  public Future<Void> keep(
      SqlConnection transaction, InboxEvent event, String answer, Instant now) {
    return transaction
        .preparedQuery(KEEP)
        .execute(Tuple.of(
            event.source(), event.event(), event.body(), answer, now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  /** Keeps many events with their answers, in one statement; those answered before stay. */
  public static Future<Void> keepAll(
      SqlConnection transaction, List<Answered> events, Instant now) {
    return transaction
        .preparedQuery(KEEP_ALL)
        .execute(Tuple.of(
            column(events, e -> e.event().source()),
            column(events, e -> e.event().event()),
            column(events, e -> e.event().body()),
            column(events, Answered::answer),
            now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  private static String[] column(List<Answered> events, Function<Answered, String> part) {
    return events.stream().map(part).toArray(String[]::new);
  }

  private static JsonNode parse(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer in the inbox is no JSON", e);
    }
  }
}
