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
 * A closed contact, read from its row because the engine has forgotten it.
 *
 * @param agent the agent who talked to the customer
 */
record EndedContact(NewContact contact, AgentId agent) {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Finds a closed contact; fails when there is none, or when no agent talked to the customer. */
  static Future<EndedContact> find(SqlClient sql, ContactId id) {
    return ContactRecord.find(sql, id).map(found -> {
      var contact = found.orElseThrow(() -> new Failure.NotFound("contact", id));
      if (!contact.isClosed()) {
        throw new Failure.Unavailable("the contact has only just arrived", COME_AGAIN);
      }
      if (!contact.wasHandled() || contact.agent().isEmpty()) {
        throw new Failure.Conflict(
            "the contact has ended, and no agent has talked to the customer");
      }
      return new EndedContact(
          new NewContact(id, contact.customer(), contact.queue(), contact.arrived()),
          contact.agent().get());
    });
  }
}
