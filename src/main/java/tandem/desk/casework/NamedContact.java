package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Cases;
import tandem.customers.Customer;
import tandem.customers.Customers;
import tandem.customers.Origins;
import tandem.routing.ContactRecord;

/** The check of a contact that a request names beside a case. */
public final class NamedContact {

  private final Cases cases;
  private final Customers customers;
  private final Origins origins = new Origins();

  public NamedContact(Cases cases, Customers customers) {
    this.cases = cases;
    this.customers = customers;
  }

  /**
   * Fails with {@link Failure.Invalid} when no contact has this id, or when it is a contact of
   * another customer than the case. The customer of a contact is the one that was identified last.
   */
  Future<Void> check(SqlClient sql, Optional<ContactId> contact, CaseId caseId) {
    return contact
        .map(id -> ContactRecord.find(sql, id)
            .map(found ->
                found.orElseThrow(() -> new Failure.Invalid("contact " + id + " does not exist")))
            .compose(found -> customerOf(sql, found))
            .compose(customer -> cases.find(sql, caseId).map(file -> {
              Failure.require(
                  file.customer().equals(customer),
                  "contact " + id + " must be one of the case's customer");
              return file;
            }))
            .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  private Future<CustomerId> customerOf(SqlClient sql, ContactRecord contact) {
    return origins
        .of(sql, contact.id())
        .compose(origin -> origin
            .map(known -> Future.succeededFuture(known.customer()))
            .orElseGet(() -> customers.get(sql, contact.customer())))
        .map(Customer::id);
  }
}
