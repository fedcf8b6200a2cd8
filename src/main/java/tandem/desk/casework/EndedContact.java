package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.cases.NewContact;
import tandem.routing.ContactRecord;

/**
 * A contact that is closed, as its row says: the engine forgets it.
 *
 * @param agent who talked to the customer
 */
record EndedContact(NewContact contact, AgentId agent) {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Fails when there is no such contact, or when nobody talked to the customer. */
  static Future<EndedContact> find(SqlClient sql, ContactId id) {
    return ContactRecord.find(sql, id).map(found -> {
      var contact = found.orElseThrow(() -> new Failure.NotFound("contact", id));
      if (!contact.isClosed()) {
        throw new Failure.Unavailable("the contact has only just come", COME_AGAIN);
      }
      if (!contact.wasHandled() || contact.agent().isEmpty()) {
        throw new Failure.Conflict("the contact has ended, and nobody had talked to the customer");
      }
      return new EndedContact(
          new NewContact(id, contact.customer(), contact.queue(), contact.arrived()),
          contact.agent().get());
    });
  }
}
