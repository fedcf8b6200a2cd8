package tandem.desk.customers;

import io.vertx.core.buffer.Buffer;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.customers.Acquaintance;
import tandem.customers.CameFrom;
import tandem.customers.ContactPoint;
import tandem.customers.CustomerHistory;
import tandem.document.Json;

/**
 * The view of a customer that an agent gets with an offered contact.
 *
 * @param candidates the possible customers, when several share the contact point
 * @param from the contact point of the contact; empty when only the customer was requested
 * @param timeZone the zone of the country of that number, if it has only one
 */
public record Pop(
    CustomerHistory history,
    List<Candidate> candidates,
    Optional<CameFrom> from,
    Optional<ZoneId> timeZone) {

  public Pop {
    candidates = List.copyOf(candidates);
  }

  /** One of several possible customers, with what tells them apart. */
  public record Candidate(
      CustomerId id,
      String name,
      List<ContactPoint> contactPoints,
      Optional<Acquaintance.LastOrder> lastOrder) {

    public Candidate {
      contactPoints = List.copyOf(contactPoints);
    }

    static Candidate of(Acquaintance known) {
      return new Candidate(
          known.customer().id(), known.customer().name(), known.contactPoints(), known.lastOrder());
    }
  }

  private record Head(
      List<Candidate> candidates, Optional<CameFrom> from, Optional<ZoneId> timeZone) {}

  /** The JSON that is sent: the history's bytes, with the data of this contact in front of them. */
  public Buffer json() {
    var head = Json.write(new Head(candidates, from, timeZone));
    var rest = history.json();
    return Buffer.buffer(head.length() + rest.length())
        .appendString(head.substring(0, head.length() - 1))
        .appendString(",")
        .appendBuffer(rest, 1, rest.length() - 1);
  }
}
