package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;

/**
 * A contact that is over.
 *
 * @param leftEarly the cause, when the customer left before we heard that they came
 * @param channel empty of one that left early; likewise the endpoint
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
