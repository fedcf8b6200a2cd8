package tandem.desk.casework;

import java.util.Optional;
import java.util.Set;
import tandem.base.OrderLineId;

/** A line of an order in the database. */
record StoredLine(
    OrderLineId id,
    String order,
    Optional<String> shopLine,
    int position,
    String article,
    String title,
    long price,
    int quantity,
    long paid,
    boolean gone,
    Set<String> remedies,
    int highestUnit) {

  boolean hasRemedy() {
    return !remedies.isEmpty();
  }

  String look() {
    return article + " " + price + " x " + quantity + " paid " + paid + (gone ? " gone" : "") + " "
        + remedies;
  }
}
