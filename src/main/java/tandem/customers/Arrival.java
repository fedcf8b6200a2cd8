package tandem.customers;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Text;

/**
 * An arriving contact, with the data that may identify its customer.
 *
 * @param point empty when it is withheld or cannot be read
 * @param called the called number or address, as the carrier wrote it
 * @param asCame the contact point as the carrier wrote it; empty when it is withheld
 * @param unread the carrier's text in unreadable fields, by the name of the field
 */
public record Arrival(
    ContactId contact,
    ContactPoint.Kind kind,
    Optional<ContactPoint> point,
    String called,
    Instant at,
    Optional<String> asCame,
    Map<String, String> unread) {

  static final int CALLED_LENGTH_MAX = 250;

  public Arrival {
    called = Text.beginning(Text.plain(called), CALLED_LENGTH_MAX);
    unread = Map.copyOf(unread);
  }

  /** Makes an arrival of which only the normalized contact point is known. */
  public Arrival(
      ContactId contact,
      ContactPoint.Kind kind,
      Optional<ContactPoint> point,
      String called,
      Instant at) {
    this(contact, kind, point, called, at, point.map(ContactPoint::value), Map.of());
  }

  CameFrom cameFrom() {
    return new CameFrom(point.map(ContactPoint::value), asCame, unread);
  }
}
