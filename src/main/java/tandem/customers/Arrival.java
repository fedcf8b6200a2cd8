package tandem.customers;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Text;

/**
 * An arriving contact, with the data that may identify its customer.
 *
 * @param point empty when it is withheld or cannot be read
 * @param called the called number or address, as the carrier wrote it
 * @param asCame the contact point as the carrier wrote it; empty when it is withheld
 * @param unread the carrier's text in unreadable fields, by the name of the field
 * @param known the customer, if the conversation to which the contact belongs has told who it is; a
 *     living one
 */
public record Arrival(
    ContactId contact,
    ContactPoint.Kind kind,
    Optional<ContactPoint> point,
    String called,
    Instant at,
    Optional<String> asCame,
    Map<String, String> unread,
    Optional<CustomerId> known) {

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

  /** Makes an arrival whose customer only its contact point can tell. */
  public Arrival(
      ContactId contact,
      ContactPoint.Kind kind,
      Optional<ContactPoint> point,
      String called,
      Instant at,
      Optional<String> asCame,
      Map<String, String> unread) {
    this(contact, kind, point, called, at, asCame, unread, Optional.empty());
  }

  CameFrom cameFrom() {
    return new CameFrom(point.map(ContactPoint::value), asCame, unread);
  }
}
