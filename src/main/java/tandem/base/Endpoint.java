package tandem.base;

/**
 * The customer's side of a contact, as its carrier identifies it: a call, a chat session, a mailbox
 * and a thread in it.
 *
 * @param carrier the carrier that connects the customer, e.g. {@code native}
 * @param reference the carrier's own name of it
 */
public record Endpoint(String carrier, String reference) {

  public Endpoint {
    Failure.require(!carrier.isEmpty(), "an endpoint must name its carrier");
    Failure.require(!reference.isEmpty(), "an endpoint must have the carrier's reference");
  }
}
