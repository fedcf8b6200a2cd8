package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.routing.ContactRecord;

/** The contact that a request says something was done in. */
final class NamedContact {

  private NamedContact() {}

  /** {@link Failure.Invalid} when there is none of this id. */
  static Future<Void> check(SqlClient sql, Optional<ContactId> contact) {
    return contact
        .map(id -> ContactRecord.find(sql, id).map(found -> {
          Failure.require(found.isPresent(), "contact " + id + " does not exist");
          return found;
        }))
        .map(Future::<Void>mapEmpty)
        .orElseGet(Future::succeededFuture);
  }
}
