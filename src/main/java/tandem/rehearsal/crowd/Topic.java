package tandem.rehearsal.crowd;

import java.util.List;
import java.util.Locale;

/**
 * A subject about which customers of the demo contact the shop: a part of the demo's script, with
 * the entrances at which they come. {@code {order}} stands for the number of an order.
 *
 * @param number the shop's number to call
 * @param site the site with the widget
 * @param mailbox the shop's address
 * @param marks words of which every opening has one, and which no opening of another topic has
 * @param openings what customers say first
 * @param asides what they say afterwards
 * @param answers what agents answer first
 * @param closings what agents answer afterwards
 * @param notes what agents note at the end
 * @param outcomes ids of outcomes of the sample floor
 */
record Topic(
    String subject,
    String number,
    String site,
    String mailbox,
    List<String> marks,
    List<String> openings,
    List<String> asides,
    List<String> answers,
    List<String> closings,
    List<String> notes,
    List<String> outcomes) {

  /** Whether a text of a customer is about this topic. */
  boolean isMeantBy(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return marks.stream().anyMatch(lower::contains);
  }
}
