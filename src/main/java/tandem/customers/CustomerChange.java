package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.Id;
import tandem.customers.CustomerDraft.GivenPoint;

/**
 * A change of a customer; parts that are left out stay. A stranger who gets a name is no longer a
 * stranger.
 *
 * @param segment empty text removes the customer from the segment
 * @param contactPoints all contact points: those not named are removed
 */
public record CustomerChange(
    Optional<String> name, Optional<String> segment, Optional<List<GivenPoint>> contactPoints) {

  @SuppressWarnings({"ConstantValue", "OptionalAssignedToNull"}) // JSON may omit any part
  public CustomerChange {
    name = name == null ? Optional.empty() : name.map(String::strip);
    segment = segment == null ? Optional.empty() : segment.map(String::strip);
    contactPoints = contactPoints == null ? Optional.empty() : contactPoints.map(List::copyOf);
    name.ifPresent(text -> CustomerDraft.checkName("name", text));
    segment.filter(word -> !word.isEmpty()).ifPresent(word -> Id.word("segment", word));
  }
}
