package tandem.customers;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.base.SegmentId;

/**
 * A person or firm that contacts us, without the history.
 *
 * @param provisional whether it was made for an unknown caller and has no name yet
 * @param joinedInto the customer that this stranger turned out to be
 * @param language the language to speak with them, as a tag of BCP 47
 * @param timeZone the zone in which they live, as a person noted it
 * @param version goes up with every write to the customer's history
 */
public record Customer(
    CustomerId id,
    String name,
    boolean provisional,
    Optional<SegmentId> segment,
    Optional<CustomerId> joinedInto,
    Optional<String> language,
    Optional<ZoneId> timeZone,
    long version,
    Instant createdAt) {

  public static final int NAME_LENGTH_MAX = 200;
}
