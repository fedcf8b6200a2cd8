package tandem.desk.customers;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.customers.CameFrom;
import tandem.customers.CustomerHistory;
import tandem.document.Json;

/**
 * The view of a customer that an agent gets with an offered contact.
 *
 * @param candidates the possible customers, when several share the contact point
 * @param from the contact point of the contact; empty when only the customer was requested
 */
public record Pop(CustomerHistory history, List<Candidate> candidates, Optional<CameFrom> from) {

  public Pop {
    candidates = List.copyOf(candidates);
  }

  /** One of several possible customers. */
  public record Candidate(CustomerId id, String name) {}

  private record Head(List<Candidate> candidates, Optional<CameFrom> from) {}

  /** The JSON that is sent: the history's bytes, with the data of this contact in front of them. */
  public Buffer json() {
    var head = Json.write(new Head(candidates, from));
    var rest = history.json();
    return Buffer.buffer(head.length() + rest.length())
        .appendString(head.substring(0, head.length() - 1))
        .appendString(",")
        .appendBuffer(rest, 1, rest.length() - 1);
  }
}
