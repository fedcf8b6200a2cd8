package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.Id;
import tandem.customers.CustomerDraft.GivenPoint;

/**
 * What is to be different about a customer; what is left out stays. A stranger who gets a name is a
 * stranger no more.
 *
 * @param segment the empty word takes the customer out of theirs
 * @param contactPoints all of them: those not named are taken away
 */
public record CustomerChange(
    Optional<String> name, Optional<String> segment, Optional<List<GivenPoint>> contactPoints) {

  @SuppressWarnings({"ConstantValue", "OptionalAssignedToNull"}) // JSON may leave any part out
  public CustomerChange {
    name = name == null ? Optional.empty() : name.map(String::strip);
    segment = segment == null ? Optional.empty() : segment.map(String::strip);
    contactPoints = contactPoints == null ? Optional.empty() : contactPoints.map(List::copyOf);
    name.ifPresent(text -> CustomerDraft.checkName("name", text));
    segment.filter(word -> !word.isEmpty()).ifPresent(word -> Id.word("segment", word));
  }
}
