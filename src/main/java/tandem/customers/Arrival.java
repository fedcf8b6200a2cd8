package tandem.customers;

import java.time.Instant;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Text;

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
    called = Text.cut(called.replace("\0", ""), CALLED_LENGTH_MAX); // PostgreSQL holds no U+0000
  }
}
