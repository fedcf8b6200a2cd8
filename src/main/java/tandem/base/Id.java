package tandem.base;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A typed id. JSON and SQL contain only its value. */
public sealed interface Id<T>
    permits AgentId,
        CaseId,
        ContactId,
        ConversationId,
        CustomerId,
        DepartmentId,
        OrderId,
        OrderLineId,
        OutcomeId,
        QueueId,
        ReasonId,
        RemedyId,
        RemedyKindId,
        SegmentId,
        SkillId {

  int WORD_LENGTH_MAX = 64;

  /** The form of an id in the floor document: it appears in URLs, logs and metrics. */
  Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_.-]{0," + (WORD_LENGTH_MAX - 1) + "}");

  T value();

  static void word(String what, String value) {
    if (!WORD.matcher(value).matches()) {
      throw new Failure.Invalid(List.of(what + " must be 1-" + WORD_LENGTH_MAX
          + " of a-z 0-9 _ . - and begin with a letter or digit"));
    }
  }

  static UUID uuid(String what, String text) {
    return uuid(text).orElseThrow(() -> new Failure.Invalid(List.of(what + " must be a UUID")));
  }

  /** Reads a UUID; empty when it is not written in full. (Java also reads {@code 1-1-1-1-1}.) */
  static Optional<UUID> uuid(String text) {
    try {
      var read = UUID.fromString(text);
      return read.toString().equalsIgnoreCase(text) ? Optional.of(read) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
