package tandem.channels.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import tandem.base.ContactId;

/**
 * What a visitor sees of their contact: the place in line, or who answers.
 *
 * @param place the place in line, from 1; 0 if it does not wait
 * @param estimate how long it will wait, in steps; empty if nobody can say
 * @param agent the first name of the agent who answers
 */
record ChatState(
    Phase phase,
    Optional<ContactId> contact,
    int place,
    Optional<Duration> estimate,
    Optional<String> agent) {

  /** The phase of a visitor's contact. */
  enum Phase {
    NONE,
    /** The contact has begun, and the floor does not know it yet. */
    OPENING,
    WAITING,
    TALKING
  }

  static final ChatState NONE =
      new ChatState(Phase.NONE, Optional.empty(), 0, Optional.empty(), Optional.empty());

  static ChatState opened(ContactId contact) {
    return new ChatState(
        Phase.OPENING, Optional.of(contact), 0, Optional.empty(), Optional.empty());
  }

  static ChatState waiting(ContactId contact, int place, Optional<Duration> estimate) {
    return new ChatState(Phase.WAITING, Optional.of(contact), place, estimate, Optional.empty());
  }

  static ChatState talking(ContactId contact, String agent) {
    return new ChatState(
        Phase.TALKING, Optional.of(contact), 0, Optional.empty(), Optional.of(agent));
  }

  boolean isOpen() {
    return phase != Phase.NONE;
  }

  boolean isOpening() {
    return phase == Phase.OPENING;
  }

  ObjectNode json() {
    var json = Chats.message("state")
        .put(
            "state",
            switch (phase) {
              case NONE -> "none";
              case OPENING, WAITING -> "waiting";
              case TALKING -> "talking";
            });
    contact.ifPresent(id -> json.put("contact", id.toString()));
    if (place > 0) {
      json.put("place", place);
    }
    estimate.ifPresent(wait -> json.put("estimate_s", wait.toSeconds()));
    agent.ifPresent(name -> json.put("agent", name));
    return json;
  }
}
