package tandem.customers;

import java.time.Instant;
import java.util.Optional;
import tandem.base.ContactId;

/**
 * A contact that has come in, and by what its customer may be known.
 *
 * @param point empty when it is withheld
 * @param called what was called or written to, as the carrier said it
 */
public record Arrival(
    ContactId contact,
    ContactPoint.Kind kind,
    Optional<ContactPoint> point,
    String called,
    Instant at) {

  static final int CALLED_LENGTH_MAX = 250;

  public Arrival {
    called = called.length() <= CALLED_LENGTH_MAX ? called : called.substring(0, CALLED_LENGTH_MAX);
    called = called.replace("\0", ""); // PostgreSQL holds no such text, and a caller gets no error
  }
}
