package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;

/**
 * A contact that has ended.
 *
 * @param leftEarly the cause, if the customer left before we heard of the arrival
 * @param channel empty if the customer left early, and so is the endpoint
 */
public record EndedContact(
    ContactId contact,
    Optional<String> leftEarly,
    Optional<Channel> channel,
    Optional<Endpoint> endpoint,
    Instant at) {
  boolean remembered(Instant now) {
    return now.isBefore(at.plus(Floor.MEMORY));
  }
}
