package tandem.customers;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.Text;

/**
 * The contact point from which a contact came.
 *
 * @param point the normalized contact point; empty when it is withheld or cannot be read
 * @param asCame the contact point as the carrier wrote it; empty when it is withheld
 * @param unread the carrier's text in unreadable fields, by the name of the field
 */
public record CameFrom(
    Optional<String> point, Optional<String> asCame, Map<String, String> unread) {

  static final int TEXT_LENGTH_MAX = 250;

  public CameFrom {
    asCame = asCame.map(CameFrom::kept).filter(text -> !text.isBlank());
    var kept = new TreeMap<String, String>();
    unread.forEach((field, text) -> kept.put(field, kept(text)));
    unread = Collections.unmodifiableMap(kept);
  }

  private static String kept(String text) {
    return Text.beginning(Text.plain(text), TEXT_LENGTH_MAX);
  }
}
