package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Failure;

/** The contact that a request says something was done in. */
final class NamedContact {

  private static final String EXISTS = "SELECT FROM contact WHERE id = $1";

  private NamedContact() {}

  /** {@link Failure.Invalid} when there is none of this id. */
  static Future<Void> check(SqlClient sql, Optional<ContactId> contact) {
    return contact
        .map(id -> sql.preparedQuery(EXISTS).execute(Tuple.of(id.value())).map(rows -> {
          Failure.require(rows.size() > 0, "contact " + id + " does not exist");
          return rows;
        }))
        .map(Future::<Void>mapEmpty)
        .orElseGet(Future::succeededFuture);
  }
}
