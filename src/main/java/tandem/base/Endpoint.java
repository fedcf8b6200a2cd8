package tandem.base;

/**
 * The customer's side of a contact, as its carrier identifies it: a call, a chat session, a mailbox
 * and a thread in it.
 *
 * @param carrier who speaks to the customer's side, e.g. {@code native}
 * @param reference the carrier's own name of it
 */
public record Endpoint(String carrier, String reference) {

  public Endpoint {
    Failure.require(!carrier.isEmpty(), "an endpoint names its carrier");
    Failure.require(!reference.isEmpty(), "an endpoint has the carrier's reference");
  }
}
