package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.cases.NewContact;

/**
 * A contact that is closed, as its row says: the engine forgets it.
 *
 * @param agent who talked to the customer
 */
record EndedContact(NewContact contact, AgentId agent) {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private static final String FIND = """
      SELECT state, ended, agent, customer, queue, arrived_at FROM contact WHERE id = $1
      """;

  /** Fails when there is no such contact, or when nobody talked to the customer. */
  static Future<EndedContact> find(SqlClient sql, ContactId id) {
    return sql.preparedQuery(FIND).execute(Tuple.of(id.value())).map(rows -> {
      var row = rows.stream().findFirst().orElseThrow(() -> new Failure.NotFound("contact", id));
      if (!row.getString("state").equals("closed")) {
        throw new Failure.Unavailable("the contact has only just come", COME_AGAIN);
      }
      var agent = Optional.ofNullable(row.getString("agent")).map(AgentId::new);
      if (!row.getString("ended").equals("handled") || agent.isEmpty()) {
        throw new Failure.Conflict("the contact has ended, and nobody had talked to the customer");
      }
      return new EndedContact(
          new NewContact(
              id,
              new CustomerId(row.getUUID("customer")),
              new QueueId(row.getString("queue")),
              row.getOffsetDateTime("arrived_at").toInstant()),
          agent.get());
    });
  }
}
