package tandem.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Several writes that travel to the database as one statement, which succeeds or fails as a whole.
 * Each write is a part of one {@code WITH} and has parameters numbered from {@code $1}. All parts
 * see the tables as they were before the statement. They run in no particular order: a part that
 * must run after another selects from it. A part whose condition contains {@code previous_is_done}
 * runs after the part that was added before it, which must have {@code RETURNING} then.
 *
 * <p>A part that only selects, and from which no other part selects, does not run. Constraints are
 * checked for each row, and see what the statement has changed up to then.
 *
 * @see <a href="https://www.postgresql.org/docs/current/queries-with.html">WITH Queries</a>
 */
public final class OneStatement {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
  private static final String PREVIOUS_IS_DONE = "previous_is_done";

  /** The texts by their parts. There are few, because every part is a constant. */
  private static final Map<List<String>, String> TEXTS = new ConcurrentHashMap<>();

  /** Name, SQL, name, SQL, ... */
  private final List<String> parts = new ArrayList<>();

  private final List<Object> values = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();

  /**
   * Adds a part.
   *
   * @param name unique in the statement; other parts select from it
   * @param sql a constant, so that the database keeps its plan
   */
  public OneStatement with(String name, String sql, Object... parameters) {
    parts.add(name);
    add(sql, parameters);
    return this;
  }

  private void add(String sql, Object... parameters) {
    parts.add(sql);
    offsets.add(values.size());
    values.addAll(Arrays.asList(parameters));
  }

  /** Runs all parts; without any it does nothing. */
  public Future<Void> run(SqlClient sql) {
    return parts.isEmpty()
        ? Future.succeededFuture()
        : select(sql, "SELECT 1 WHERE " + PREVIOUS_IS_DONE).mapEmpty();
  }

  /**
   * Runs all parts, and returns the rows of a last query, which may select from them or write with
   * {@code RETURNING}.
   */
  public Future<RowSet<Row>> select(SqlClient sql, String query, Object... parameters) {
    add(query, parameters);
    var text = TEXTS.get(parts);
    if (text == null) {
      text = text();
      TEXTS.put(List.copyOf(parts), text);
    }
    return sql.preparedQuery(text).execute(Tuple.from(values));
  }

  /** Runs all parts, and returns the rows of one of them. */
  public Future<RowSet<Row>> rows(SqlClient sql, String part) {
    return select(sql, "SELECT * FROM " + part);
  }

  /**
   * Runs all parts, and returns the rows of one of them, each with those of another that belong to
   * it, or alone when there are none.
   *
   * @param condition when a row belongs to a row; a constant
   */
  public Future<RowSet<Row>> rows(SqlClient sql, String part, String other, String condition) {
    return select(sql, "SELECT * FROM " + part + " LEFT JOIN " + other + " ON " + condition);
  }

  private String text() {
    var text = new StringBuilder();
    int last = parts.size() - 1;
    for (int i = 0; i < last; i += 2) {
      text.append(i == 0 ? "WITH " : ", ")
          .append(parts.get(i))
          .append(" AS (\n")
          .append(numbered(i + 1))
          .append(")\n");
    }
    return text.append(numbered(last)).toString();
  }

  /**
   * The SQL at this place among the parts, with its parameters after those of the parts before. The
   * count of what the previous part returns is known when that part is done.
   */
  private String numbered(int place) {
    int offset = offsets.get(place / 2);
    return PARAMETER
        .matcher(parts.get(place))
        .replaceAll(found -> "\\$" + (Integer.parseInt(found.group(1)) + offset))
        .replace(PREVIOUS_IS_DONE, previousIsDone(place));
  }

  private String previousIsDone(int place) {
    if (place < 2) {
      return "true";
    }
    boolean isLast = place == parts.size() - 1;
    var previous = parts.get(isLast ? place - 2 : place - 3);
    return "(SELECT count(*) FROM " + previous + ") >= 0";
  }
}
