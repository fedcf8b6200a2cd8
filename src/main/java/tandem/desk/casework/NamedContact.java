package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.routing.ContactRecord;

/** The check of a contact that a request names. */
final class NamedContact {

  private NamedContact() {}

  /** Fails with {@link Failure.Invalid} when no contact has this id. */
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
