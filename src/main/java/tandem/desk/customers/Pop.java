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
 * @param candidates the customers it may be, when several share the contact point
 * @param from where the contact came from; empty when only the customer was asked for
 */
public record Pop(CustomerHistory history, List<Candidate> candidates, Optional<CameFrom> from) {

  public Pop {
    candidates = List.copyOf(candidates);
  }

  /** One of several customers it may be. */
  public record Candidate(CustomerId id, String name) {}

  private record Head(List<Candidate> candidates, Optional<CameFrom> from) {}

  /** The pop as it is sent: the history's own bytes, with what is said of this contact before. */
  public Buffer json() {
    var head = Json.write(new Head(candidates, from));
    var rest = history.json();
    return Buffer.buffer(head.length() + rest.length())
        .appendString(head.substring(0, head.length() - 1))
        .appendString(",")
        .appendBuffer(rest, 1, rest.length() - 1);
  }
}
