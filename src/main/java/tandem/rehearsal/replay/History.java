package tandem.rehearsal.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.rehearsal.FrontDoor;

/**
 * The driver's own record of events, kept outside the server, with the server's contradictions. It
 * reports only certain ones, because messages on different connections may overtake each other.
 */
final class History {

  private static final int CONTRADICTIONS_KEPT_MAX = 100;

  private final Map<String, Story> stories = new LinkedHashMap<>();
  private final Map<ContactId, Story> byContact = new HashMap<>();
  private final Map<OfferId, String> offers = new HashMap<>();
  private final Map<String, Story> talking = new HashMap<>();
  private final Set<String> duplicates = new HashSet<>();
  private final List<String> contradictions = new ArrayList<>();
  private int contradictionCount;

  /** The known events of one call. */
  private static final class Story {
    final String call;
    final ContactId contact;
    final Set<String> acceptedBy = new HashSet<>();
    final Set<String> connectedWith = new HashSet<>();
    Optional<String> bridgedTo = Optional.empty();
    Optional<Long> endTakenAt = Optional.empty();
    boolean closed;

    Story(String call) {
      this.call = call;
      this.contact = Ids.contact("native", call);
    }
  }

  /** Records that one of our callers dials. */
  void placed(String call) {
    var story = new Story(call);
    stories.put(call, story);
    byContact.put(story.contact, story);
  }

  /** Whether the contact belongs to one of our callers. */
  boolean knows(ContactId contact) {
    return byContact.containsKey(contact);
  }

  /** Records that the server has accepted an event. */
  void taken(String call, String type, JsonNode answer, long now) {
    var story = stories.get(call);
    if (story == null) {
      return;
    }
    if (!answer.path("contact").asText().equals(story.contact.toString())) {
      contradict(type + " of " + call + " was accepted for contact "
          + answer.path("contact").asText());
    }
    switch (type) {
      case "call.arrived" -> {
        if (answer.path("result").asText().equals("ignored")) {
          contradict(call + " came and was ignored: " + answer.path("why").asText());
        }
      }
      case "call.ended" -> story.endTakenAt = Optional.of(now);
      default -> {
        // such an event does not change who is on the call
      }
    }
  }

  /** Records that the server has finally refused an event. */
  void refused(String call, String type, FrontDoor.Answer no) {
    contradict(type + " of " + call + " was refused with " + no.inShort());
  }

  void offered(String agent, OfferId offer) {
    var first = offers.putIfAbsent(offer, agent);
    if (first != null && !first.equals(agent)) {
      contradict("offer " + offer + " was shown to " + first + " and to " + agent);
    }
    var story = talking.get(agent);
    if (first == null && story != null) {
      contradict(
          "offer " + offer + " was shown to " + agent + ", who is still talking " + story.call);
    }
  }

  /** Records the answer to an accept that was first sent at that time. */
  void accepted(String agent, OfferId offer, long askedAt, boolean taken) {
    var story = byContact.get(offer.contact());
    if (story == null || !taken) {
      return;
    }
    story.acceptedBy.add(agent);
    if (story.endTakenAt.filter(end -> end < askedAt).isPresent()) {
      contradict("offer " + offer + " could be accepted after the caller's end had been accepted");
    }
  }

  /** Records that the carrier has joined caller and agent. */
  void bridged(String call, String agent) {
    var story = story(call);
    var other = talking.put(agent, story);
    if (other != null) {
      contradict(agent + " was bridged to " + call + " while talking on " + other.call);
    }
    story.bridgedTo = Optional.of(agent);
  }

  /** Records a command to join a caller who is already talking. */
  void bridgedAgain(String call, String agent) {
    var story = story(call);
    duplicates.add(call);
    story.bridgedTo.filter(before -> !before.equals(agent)).ifPresent(before -> {
      contradict(call + " was bridged to " + before + " and to " + agent);
      talking.remove(before, story);
    });
    talking.put(agent, story);
    story.bridgedTo = Optional.of(agent);
  }

  /** Records that the caller has hung up. */
  void ended(String call) {
    var story = story(call);
    story.bridgedTo.ifPresent(agent -> talking.remove(agent, story));
  }

  /** Records that an agent's desk shows a contact in a state. */
  void shown(String agent, ContactId contact, String state) {
    var story = byContact.get(contact);
    if (story == null) {
      return;
    }
    if (state.equals("connected") && story.connectedWith.add(agent)) {
      if (story.connectedWith.size() > 1) {
        duplicates.add(story.call);
        contradict(story.call + " was connected with " + story.connectedWith);
      }
    }
    story.closed = state.equals("closed");
  }

  void contradict(String what) {
    contradictionCount++;
    if (contradictions.size() < CONTRADICTIONS_KEPT_MAX) {
      contradictions.add(what);
    }
  }

  /** Checks the record at the end: everything that was accepted must have become visible. */
  void closeBooks() {
    for (var story : stories.values()) {
      if (story.bridgedTo.isEmpty()) {
        continue;
      }
      var agent = story.bridgedTo.get();
      if (!story.acceptedBy.contains(agent)) {
        contradict(story.call + " was bridged to " + agent + ", whose accept was never confirmed");
      }
      if (story.endTakenAt.isPresent() && !story.closed) {
        contradict(story.call + " has ended and is still on the desk of " + agent);
      }
    }
  }

  int offers() {
    return (int)
        offers.keySet().stream().filter(offer -> knows(offer.contact())).count();
  }

  int duplicates() {
    return duplicates.size();
  }

  int contradictions() {
    return contradictionCount;
  }

  /** Returns the first contradictions as texts. */
  List<String> firstContradictions() {
    return List.copyOf(contradictions);
  }

  private Story story(String call) {
    var story = stories.get(call);
    if (story == null) {
      throw new IllegalArgumentException(call + " was never placed");
    }
    return story;
  }
}
