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
 * must run after another selects from it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/queries-with.html">WITH Queries</a>
 */
public final class OneStatement {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

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

  /** Runs all parts, and returns the rows of a last query, which may select from them. */
  public Future<RowSet<Row>> select(SqlClient sql, String query, Object... parameters) {
    add(query, parameters);
    var text = TEXTS.get(parts);
    if (text == null) {
      text = text();
      TEXTS.put(List.copyOf(parts), text);
    }
    return sql.preparedQuery(text).execute(Tuple.from(values));
  }

  private String text() {
    var text = new StringBuilder();
    int last = parts.size() - 1;
    for (int i = 0; i < last; i += 2) {
      text.append(text.isEmpty() ? "WITH " : ",\n")
          .append(parts.get(i))
          .append(" AS (\n")
          .append(numbered(i + 1))
          .append(')');
    }
    return text.append('\n').append(numbered(last)).toString();
  }

  /** The SQL at this place among the parts, with its parameters after those of the parts before. */
  private String numbered(int place) {
    int offset = offsets.get(place / 2);
    return PARAMETER
        .matcher(parts.get(place))
        .replaceAll(found -> "\\$" + (Integer.parseInt(found.group(1)) + offset));
  }
}
