package tandem.rehearsal.calling;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** What happens to a call, in sentences for the caller. */
public final class CallWords {

  /** After one of these the caller is on the line no longer. */
  private static final Set<String> ENDS = Set.of("abandoned", "wrap_up", "closed", "cancelled");

  private static final double MILLIS = 1e3;

  private final CalledFloor floor;

  public CallWords(CalledFloor floor) {
    this.floor = floor;
  }

  static boolean isEnd(JsonNode event) {
    return ENDS.contains(kind(event));
  }

  static String kind(JsonNode event) {
    return event.path("event").asText();
  }

  /**
   * Says what happened, and how long after the call had come.
   *
   * @param first the first event of the call's story
   */
  public String line(JsonNode event, JsonNode first) {
    return String.format(
        Locale.ROOT,
        "%6.1f s  %s",
        Duration.between(at(first), at(event)).toMillis() / MILLIS,
        sentence(event));
  }

  private static Instant at(JsonNode event) {
    return Instant.parse(event.path("at").asText());
  }

  /** Says what happened. */
  String sentence(JsonNode event) {
    var agent = floor.agent(event.path("agent").asText());
    var cause = event.path("cause").asText();
    return switch (kind(event)) {
      case "queued" ->
        "The caller waits in the queue " + floor.queue(event.path("queue").asText()) + ".";
      case "moved" ->
        event.has("queue")
            ? "The caller is passed on to the queue "
                + floor.queue(event.path("queue").asText()) + "."
            : "The caller is passed on to " + agent + ".";
      case "identified" -> "The caller is recognized.";
      case "offered" -> "It rings at " + agent + ".";
      case "accepted" -> agent + " accepts.";
      case "declined" -> agent + " declines.";
      case "expired" -> agent + " does not answer in time.";
      case "withdrawn" -> "It rings no longer at " + agent + " (" + cause + ").";
      case "connected" -> "The caller talks with " + agent + ".";
      case "bridge_failed" -> "The caller cannot be joined with " + agent + " (" + cause + ").";
      case "came_back" -> agent + " is gone, and the caller waits again.";
      case "held" -> agent + " puts the caller on hold.";
      case "resumed" -> "The caller talks with " + agent + " again.";
      case "abandoned" -> "The caller is gone before anybody answered (" + cause + ").";
      case "wrap_up" -> "The caller is gone (" + cause + "), and " + agent + " writes it up.";
      case "closed" ->
        agent + " ends the call"
            + (event.has("outcome") ? ": " + event.path("outcome").asText() : "") + ".";
      default -> kind(event);
    };
  }
}
