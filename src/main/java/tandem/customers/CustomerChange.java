package tandem.customers;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.customers.CustomerDraft.GivenPoint;

/**
 * A change of a customer; parts that are left out stay. A stranger who gets a name is no longer a
 * stranger.
 *
 * @param segment empty text removes the customer from the segment
 * @param language a tag of BCP 47, such as {@code nl}; empty text removes it
 * @param timeZone a zone of the time zone database, such as {@code Europe/Amsterdam}; empty text
 *     removes it
 * @param contactPoints all contact points: those not named are removed
 */
public record CustomerChange(
    Optional<String> name,
    Optional<String> segment,
    Optional<String> language,
    Optional<String> timeZone,
    Optional<List<GivenPoint>> contactPoints) {

  private static final Pattern LANGUAGE = Pattern.compile("([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?");

  @SuppressWarnings({"ConstantValue", "OptionalAssignedToNull"}) // JSON may omit any part
  public CustomerChange {
    name = name == null ? Optional.empty() : name.map(String::strip);
    segment = segment == null ? Optional.empty() : segment.map(String::strip);
    language = language == null ? Optional.empty() : language.map(String::strip);
    timeZone = timeZone == null ? Optional.empty() : timeZone.map(String::strip);
    contactPoints = contactPoints == null ? Optional.empty() : contactPoints.map(List::copyOf);
    name.ifPresent(text -> CustomerDraft.checkName("name", text));
    language.ifPresent(tag -> Failure.require(
        LANGUAGE.matcher(tag).matches(), "language must be a tag of BCP 47, such as nl or pt-BR"));
    timeZone.ifPresent(zone -> Failure.require(
        zone.isEmpty() || ZoneId.getAvailableZoneIds().contains(zone),
        "time_zone must be a zone of the time zone database, such as Europe/Amsterdam"));
    segment.filter(word -> !word.isEmpty()).ifPresent(word -> Id.word("segment", word));
  }
}
