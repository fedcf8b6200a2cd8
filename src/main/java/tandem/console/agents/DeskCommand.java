package tandem.console.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OfferId;
import tandem.base.ReasonId;
import tandem.document.Json;

/** What a screen says. */
sealed interface DeskCommand {

  /** Ids are kept in the database and written to logs. */
  Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /** Later than that it was a page asleep, not a slow one. */
  Duration PAINTED_MAX = Duration.ofMinutes(1);

  /**
   * The first thing said; a screen that lost its line names its session and the last number it saw.
   */
  record Hello(Optional<Resume> resume) implements DeskCommand {}

  record Resume(String session, long seq) {}

  /** The page has painted an offer, so long after it heard of it; nobody answers. */
  record Painted(Duration took) implements DeskCommand {}

  /**
   * Something to be done, under an id by which a repeat is known.
   *
   * @param act what; or why it cannot be understood
   */
  record Do(String id, Act act) implements DeskCommand {}

  sealed interface Act {}

  record Ready() implements Act {}

  record NotReady(ReasonId reason) implements Act {}

  record Offline() implements Act {}

  record Accept(OfferId offer) implements Act {}

  record Decline(OfferId offer) implements Act {}

  record Hold(ContactId contact) implements Act {}

  record Resumed(ContactId contact) implements Act {}

  /** Has an id to answer to, and asks for nothing that can be done. */
  record Misspoken(Failure.Invalid why) implements Act {}

  /** {@link Failure.Invalid} when there is not even an id to answer to. */
  static DeskCommand parse(String text) {
    var json = object(text);
    if (json.path("type").asText().equals("hello")) {
      return new Hello(resume(json.path("resume")));
    }
    if (json.path("type").asText().equals("painted")) {
      return new Painted(took(json.path("ms")));
    }
    var id = json.path("id");
    Failure.require(
        id.isTextual() && ID.matcher(id.textValue()).matches(),
        "id must be 1-64 of A-Z a-z 0-9 _ . : -");
    return new Do(id.textValue(), act(json));
  }

  private static JsonNode object(String text) {
    try {
      var json = Json.MAPPER.readTree(text);
      Failure.require(json.isObject(), "a frame must be one JSON object");
      return json;
    } catch (JsonProcessingException e) {
      throw new Failure.Invalid("a frame must be one JSON object");
    }
  }

  private static Optional<Resume> resume(JsonNode json) {
    return json.path("session").isTextual() && json.path("seq").canConvertToLong()
        ? Optional.of(
            new Resume(json.path("session").textValue(), json.path("seq").longValue()))
        : Optional.empty();
  }

  private static Duration took(JsonNode ms) {
    Failure.require(
        ms.isNumber() && ms.doubleValue() >= 0 && ms.doubleValue() <= PAINTED_MAX.toMillis(),
        "ms must be a number from 0 to " + PAINTED_MAX.toMillis());
    return Duration.ofNanos((long) (ms.doubleValue() * 1_000_000));
  }

  private static Act act(JsonNode json) {
    try {
      return switch (json.path("do").asText()) {
        case "ready" -> new Ready();
        case "not_ready" -> new NotReady(new ReasonId(text(json, "reason")));
        case "offline" -> new Offline();
        case "accept" -> new Accept(OfferId.parse(text(json, "offer")));
        case "decline" -> new Decline(OfferId.parse(text(json, "offer")));
        case "hold" -> new Hold(ContactId.parse(text(json, "contact")));
        case "resume" -> new Resumed(ContactId.parse(text(json, "contact")));
        default ->
          throw new Failure.Invalid(
              "do must be one of ready, not_ready, offline, accept, decline, hold, resume");
      };
    } catch (Failure.Invalid e) {
      return new Misspoken(e);
    }
  }

  private static String text(JsonNode json, String field) {
    Failure.require(json.path(field).isTextual(), field + " is required");
    return json.path(field).textValue();
  }
}
