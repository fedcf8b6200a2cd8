package tandem.routing.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.base.ReasonId;

/**
 * A floor as plain records. It is stored and read again, so that a rebuild does not have to start
 * at the first fact.
 *
 * @param lapse empty in snapshots of earlier versions
 */
public record FloorSnapshot(
    Instant time,
    FloorPlan plan,
    List<Contact> contacts,
    List<Agent> agents,
    List<EndedContact> ended,
    Optional<Lapse> lapse) {

  public FloorSnapshot {
    contacts = List.copyOf(contacts);
    agents = List.copyOf(agents);
    ended = List.copyOf(ended);
  }

  /** {@link AgentState}, with the presences in words. */
  public record Agent(
      AgentId id,
      Word presence,
      Optional<Word> next,
      Instant since,
      Instant idleSince,
      Optional<Instant> lostUntil,
      Set<ContactId> contacts,
      Set<OfferId> offers) {

    static Agent of(AgentState a) {
      return new Agent(
          a.id(),
          Word.of(a.presence()),
          a.next().map(Word::of),
          a.since(),
          a.idleSince(),
          a.lostUntil(),
          a.contacts(),
          a.offers());
    }

    AgentState agent() {
      return new AgentState(
          id,
          presence.presence(),
          next.map(Word::presence),
          since,
          idleSince,
          lostUntil,
          contacts,
          offers);
    }
  }

  /** A presence as a record, because JSON of a sealed type does not name the kind. */
  public record Word(State state, Optional<ReasonId> reason) {

    /** The kinds of {@link Presence}. */
    public enum State {
      OFFLINE,
      READY,
      NOT_READY
    }

    static Word of(Presence presence) {
      return switch (presence) {
        case Presence.Offline _ -> new Word(State.OFFLINE, Optional.empty());
        case Presence.Ready _ -> new Word(State.READY, Optional.empty());
        case Presence.NotReady(var reason) -> new Word(State.NOT_READY, Optional.of(reason));
      };
    }

    Presence presence() {
      return switch (state) {
        case OFFLINE -> new Presence.Offline();
        case READY -> new Presence.Ready();
        case NOT_READY -> new Presence.NotReady(reason.orElseThrow());
      };
    }
  }
}
