package tandem.customers;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Text;

/**
 * A contact that has come in, and what may identify its customer.
 *
 * @param point empty when it is withheld or cannot be read
 * @param called what was called or written to, as the carrier said it
 * @param asCame the contact point as the carrier wrote it; empty when it is withheld
 * @param unread what the carrier said in fields that cannot be read, by the name of the field
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

  /** An arrival of which only the contact point's one spelling is known. */
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
