package tandem.console.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.OfferId;
import tandem.base.ReasonId;
import tandem.document.Json;
import tandem.document.OutsideJson;
import tandem.document.RequestShape;

/** A message from a screen. */
sealed interface DeskCommand {

  /** The form of command ids, which are stored in the database and logged. */
  Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /** A longer time shows a sleeping page, not a slow one. */
  Duration PAINTED_MAX = Duration.ofMinutes(1);

  /**
   * The first message; a screen that lost its connection names its session and the last number it
   * got.
   */
  record Hello(Optional<Resume> resume) implements DeskCommand {}

  record Resume(String session, long seq) {}

  /**
   * The report that the page has painted an offer, with the time since it got the message; it gets
   * no answer.
   */
  record Painted(Duration took) implements DeskCommand {}

  /**
   * A command, with an id that identifies repeats.
   *
   * @param act the act, or the reason why it cannot be understood
   * @param askedAt when the agent gave it, by the server's clock as the page knows it; empty if the
   *     client does not say so
   */
  record Do(String id, Act act, Optional<Instant> askedAt) implements DeskCommand {}

  sealed interface Act {}

  /** An act that routing decides. */
  sealed interface Signalled extends Act {}

  /** An act that an agent no longer expects when it comes late. */
  sealed interface Timely extends Signalled {}

  record Ready() implements Timely {}

  record NotReady(ReasonId reason) implements Timely {}

  record Offline() implements Timely {}

  /** An offer ends by itself, so an answer to it that comes late does no harm. */
  record Accept(OfferId offer) implements Signalled {}

  record Decline(OfferId offer) implements Signalled {}

  record Hold(ContactId contact) implements Timely {}

  record Resumed(ContactId contact) implements Timely {}

  record HangUp(ContactId contact) implements Timely {}

  /** Whether the agent writes an answer just now; the customer may see it. */
  record Typing(ConversationId conversation, boolean isTyping) implements Act {}

  /** The agent has seen the messages up to this one. */
  record Read(ConversationId conversation, int number) implements Act {}

  /**
   * This screen shows a conversation, or none.
   *
   * @param away whether the agent looks at another window
   */
  record View(Optional<ConversationId> conversation, Optional<Boolean> away) implements Act {}

  /** A command with an id that is wrong in another part. */
  record Misspoken(Failure.Invalid why) implements Act {}

  /** The id of an act, with which it is answered. */
  record Named(String id) {
    public Named {
      Failure.require(ID.matcher(id).matches(), "id must be 1-64 of A-Z a-z 0-9 _ . : -");
    }
  }

  /** When an agent gave a command. */
  record Asked(Optional<Instant> askedAt) {}

  /** The fields of a page's report on a painted offer. */
  record PaintedIn(BigDecimal ms) {
    public PaintedIn {
      Failure.require(
          ms.signum() >= 0 && ms.compareTo(BigDecimal.valueOf(PAINTED_MAX.toMillis())) <= 0,
          "ms must be a number from 0 to " + PAINTED_MAX.toMillis());
    }

    Duration took() {
      return Duration.ofNanos(ms.movePointRight(6).longValue());
    }
  }

  /** Reads a message; {@link Failure.Invalid} when it has no id with which it could be answered. */
  static DeskCommand parse(String text) {
    var json = object(text);
    return switch (json.path("type").asText()) {
      case "hello" -> new Hello(resume(json.path("resume")));
      case "painted" -> {
        OutsideJson.check(text);
        yield new Painted(RequestShape.readKnown(json, PaintedIn.class).took());
      }
      default -> command(RequestShape.readKnown(json, Named.class).id(), json, text);
    };
  }

  private static Do command(String id, JsonNode json, String text) {
    try {
      OutsideJson.check(text);
      return new Do(id, act(json), RequestShape.readKnown(json, Asked.class).askedAt());
    } catch (Failure.Invalid e) {
      return new Do(id, new Misspoken(e), Optional.empty());
    }
  }

  private static JsonNode object(String text) {
    try {
      var json = Json.tree(text);
      Failure.require(json.isObject(), "a frame must be one JSON object");
      return json;
    } catch (JsonProcessingException e) {
      // a number that no program can read is JSON too, and the sender learns which it is
      OutsideJson.check(text);
      throw new Failure.Invalid("a frame must be one JSON object");
    }
  }

  /** Reads the session to resume; without one the screen begins a new session. */
  private static Optional<Resume> resume(JsonNode json) {
    try {
      return Optional.of(RequestShape.readKnown(json, Resume.class));
    } catch (Failure.Invalid e) {
      return Optional.empty();
    }
  }

  private static Act act(JsonNode json) {
    return switch (json.path("do").asText()) {
      case "ready" -> new Ready();
      case "not_ready" -> RequestShape.readKnown(json, NotReady.class);
      case "offline" -> new Offline();
      case "accept" -> RequestShape.readKnown(json, Accept.class);
      case "decline" -> RequestShape.readKnown(json, Decline.class);
      case "hold" -> RequestShape.readKnown(json, Hold.class);
      case "resume" -> RequestShape.readKnown(json, Resumed.class);
      case "hang_up" -> RequestShape.readKnown(json, HangUp.class);
      case "typing" -> RequestShape.readKnown(json, Typing.class);
      case "read" -> RequestShape.readKnown(json, Read.class);
      case "view" -> RequestShape.readKnown(json, View.class);
      default ->
        throw new Failure.Invalid(
            "do must be one of ready, not_ready, offline, accept, decline, hold, resume, hang_up, typing, read, view");
    };
  }
}
