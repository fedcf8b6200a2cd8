package tandem.channels.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.conversations.Attachment;
import tandem.desk.conversations.SiteKeys;
import tandem.desk.conversations.VisitorDesk;
import tandem.document.Json;
import tandem.document.RequestShape;

/** A message from a visitor's widget. */
sealed interface ChatCommand {

  /** The form of a client's ids. */
  Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /**
   * The first message.
   *
   * @param token the visitor's token; without a valid one a new visitor begins
   * @param identity what the page says about its visitor
   * @param after the number of the last message that the client has
   */
  record Hello(Optional<String> token, Optional<SiteKeys.Claimed> identity, Optional<Integer> after)
      implements ChatCommand {
    public Hello {
      Failure.require(after.isEmpty() || after.get() >= 0, "after must be a whole number from 0");
    }
  }

  /** The client shows that the visitor writes. */
  record Typing(boolean isTyping) implements ChatCommand {}

  /** The client has received everything up to this number. */
  record Got(int number) implements ChatCommand {}

  /** The visitor has seen everything up to this number. */
  record Read(int number) implements ChatCommand {}

  /**
   * A command, with an id that identifies repeats and names the answer.
   *
   * @param act the act, or the reason why it cannot be understood
   */
  record Do(String id, Act act) implements ChatCommand {}

  sealed interface Act {}

  record Say(String text, List<UUID> attachments) implements Act {}

  /** Asks for messages before a number. */
  record History(int before) implements Act {
    public History {
      Failure.require(before > 0, "before must be a positive number");
    }
  }

  /** The visitor ends the chat. */
  record Leave() implements Act {}

  record Rate(ContactId contact, int score, Optional<String> comment) implements Act {}

  record Transcript(String email) implements Act {}

  /** A message out of hours. */
  record Offline(String email, Optional<String> name, String text) implements Act {
    static final int NAME_LENGTH_MAX = 100;

    public Offline {
      text = said(text);
      Failure.require(!text.isEmpty(), "text is required");
      name = name.map(typed -> Text.optional("name", typed, NAME_LENGTH_MAX));
    }
  }

  /** A command with an id that is wrong in another part. */
  record Misspoken(Failure.Invalid why) implements Act {}

  /** The id of a command, with which it is answered. */
  record Named(String id) {
    public Named {
      Failure.require(ID.matcher(id).matches(), "id must be 1-64 of A-Z a-z 0-9 _ . : -");
    }
  }

  record NumberIn(int number) {
    public NumberIn {
      Failure.require(number >= 0, "number must be a whole number from 0");
    }
  }

  record SayIn(Optional<String> text, Optional<List<UUID>> attachments) {

    /** How many files a message of a visitor has at most. */
    static final int FILES_MAX = Math.min(10, Attachment.ATTACHMENTS_MAX);

    Say say() {
      var written = said(text.orElse(""));
      var files = attachments.orElse(List.of());
      Failure.require(!written.isEmpty() || !files.isEmpty(), "text is required, or an attachment");
      Failure.require(files.size() <= FILES_MAX, "attachments must be at most " + FILES_MAX);
      return new Say(written, files);
    }
  }

  private static String said(String typed) {
    var text = Text.written(typed).strip();
    Failure.require(
        Text.length(text) <= ChatCarrier.TEXT_LENGTH_MAX,
        "text must have at most " + ChatCarrier.TEXT_LENGTH_MAX + " characters");
    return text;
  }

  /** Reads a message; {@link Failure.Invalid} when it has no id with which it could be answered. */
  static ChatCommand parse(String text) {
    var json = object(text);
    return switch (json.path("type").asText()) {
      case "hello" -> RequestShape.readKnown(json, Hello.class);
      case "typing" -> new Typing(json.path("is_typing").asBoolean());
      case "got" -> new Got(RequestShape.readKnown(json, NumberIn.class).number());
      case "read" -> new Read(RequestShape.readKnown(json, NumberIn.class).number());
      default -> new Do(RequestShape.readKnown(json, Named.class).id(), act(json));
    };
  }

  /** A character that cannot be stored is left out: a customer is not refused because of it. */
  private static JsonNode object(String text) {
    try {
      var json = Json.tree(text);
      Failure.require(json != null && json.isObject(), "a frame must be one JSON object");
      return Json.storable(json);
    } catch (JsonProcessingException e) {
      throw new Failure.Invalid("a frame must be one JSON object");
    }
  }

  private static Act act(JsonNode json) {
    try {
      return switch (json.path("do").asText()) {
        case "say" -> RequestShape.readKnown(json, SayIn.class).say();
        case "history" -> RequestShape.readKnown(json, History.class);
        case "leave" -> new Leave();
        case "rate" -> RequestShape.readKnown(json, Rate.class);
        case "transcript" -> RequestShape.readKnown(json, Transcript.class);
        case "offline" -> RequestShape.readKnown(json, Offline.class);
        default ->
          throw new Failure.Invalid(
              "do must be one of say, history, leave, rate, transcript, offline");
      };
    } catch (Failure.Invalid e) {
      return new Misspoken(e);
    }
  }

  /** The highest score of a rating, for the contract. */
  int SCORE_MAX = VisitorDesk.SCORE_MAX;
}
