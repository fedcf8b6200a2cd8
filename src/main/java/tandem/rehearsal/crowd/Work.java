package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;

/** What an agent of the crowd knows of a contact that they have. It is used on one event loop. */
final class Work {

  final ContactId contact;
  private JsonNode shown;
  private Topic topic = Script.DELIVERY;
  private String order = "";
  Optional<Visit> visit = Optional.empty();
  String state = "";
  boolean begun;
  boolean finishing;
  boolean writes;
  boolean gaveRemedy;

  /** How often the customer has written since the agent has the contact. */
  int turns;

  int answers;

  Work(ContactId contact, JsonNode shown) {
    this.contact = contact;
    this.shown = shown;
  }

  /** The desk shows the contact anew. */
  void show(JsonNode newest) {
    shown = newest;
  }

  Channel channel() {
    return Channel.of(shown.path("channel").asText());
  }

  String customer() {
    return shown.path("customer").asText();
  }

  /** The contact's case, as soon as it has one. */
  Optional<String> caseId() {
    return Optional.of(shown.path("case").asText()).filter(id -> !id.isEmpty());
  }

  /** The conversation of a written contact; empty for a call. */
  String conversation() {
    return shown.path("conversation").path("id").asText();
  }

  /** This contact belongs to a customer of the crowd. */
  void with(Visit known) {
    visit = Optional.of(known);
    about(known.wish.topic(), known.wish.order());
  }

  void about(Topic subject, String number) {
    topic = subject;
    order = number;
  }

  Topic topic() {
    return topic;
  }

  /** A prepared sentence, with the order's number. */
  String filled(String sentence) {
    return Script.filled(sentence, order.isEmpty() ? "your order" : order);
  }
}
