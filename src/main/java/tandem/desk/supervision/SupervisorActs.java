package tandem.desk.supervision;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.desk.supervision.SupervisionNews.Act;
import tandem.desk.supervision.SupervisorWriter.Told;
import tandem.routing.CommittedFloor;
import tandem.routing.Companion;
import tandem.routing.Routing;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * What supervisors do on the floor. Each act is one signal to routing, and its record in the audit
 * is written in the transaction of the facts. The agents concerned are told by whom and why.
 */
public final class SupervisorActs {

  public static final int WHY_LENGTH_MAX = 300;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final CommittedFloor floor;
  private final Routing routing;

  public SupervisorActs(CommittedFloor floor, Routing routing) {
    this.floor = floor;
    this.routing = routing;
  }

  /**
   * The supervisor and their reason.
   *
   * @param account the account that acts
   */
  public record Reasoned(String account, String why) {
    public Reasoned {
      why = Text.required("why", why, WHY_LENGTH_MAX);
    }
  }

  /**
   * Changes the presence of an agent; returns the one that they had, or had asked for.
   * {@link Failure.Conflict} when it is that one, or when the agent has no screen and would not be
   * offline.
   */
  public Future<Presence> presence(AgentId agent, Presence presence, Reasoned reasoned) {
    return floor
        .read(now -> now.agent(agent))
        .map(found -> found.orElseThrow(() -> new Failure.NotFound("agent", agent)))
        .compose(before -> {
          var was = before.next().orElse(before.presence());
          if (was.equals(presence)) {
            throw new Failure.Conflict("agent " + agent + " has or has asked for this presence");
          }
          return tell(
                  new Signal.PresenceAsked(agent, presence),
                  new SupervisorWriter.Note(
                      reasoned.account(),
                      "floor.presence_changed",
                      agent.value(),
                      Optional.empty(),
                      List.of(new Told(agent, Act.PRESENCE)),
                      reasoned.why(),
                      Map.of(
                          "before", words(was),
                          "after", words(presence),
                          "why", reasoned.why())))
              .map(was);
        });
  }

  /**
   * Moves a contact that waits; returns the place where it waited. {@link Failure.Conflict} when an
   * agent has it by now.
   */
  public Future<Destination> move(ContactId id, Destination to, Reasoned reasoned) {
    return floor.read(now -> open(now, id)).compose(contact -> {
      if (!contact.waits()) {
        throw new Failure.Conflict("the contact does not wait any more");
      }
      return moved(contact, to, reasoned).map(place(contact));
    });
  }

  /** Takes a contact from its agent, to wait in its queue again. */
  public Future<Void> takeBack(ContactId id, Reasoned reasoned) {
    return floor.read(now -> open(now, id)).compose(contact -> {
      if (!contact.isTalkedTo()) {
        throw new Failure.Conflict("no agent talks to the customer");
      }
      return moved(contact, new Destination.ToQueue(contact.queue()), reasoned);
    });
  }

  /** Ends the wrap-up of a contact. Its outcome may still be recorded. */
  public Future<Void> endWrapUp(ContactId id, Reasoned reasoned) {
    return floor.read(now -> open(now, id)).compose(contact -> {
      if (!(contact.phase() instanceof Phase.WrapUp(var agent))) {
        throw new Failure.Conflict("the contact is not in wrap-up");
      }
      return tell(
          new Signal.ContactFinished(id, agent, Optional.empty()),
          note(
              reasoned,
              "floor.wrap_up_ended",
              id,
              List.of(new Told(agent, Act.WRAP_UP_ENDED)),
              Map.of("agent", agent.value())));
    });
  }

  private static Contact open(Floor now, ContactId id) {
    return now.contact(id).orElseThrow(() -> new Failure.NotFound("open contact", id));
  }

  private static Destination place(Contact contact) {
    return waitsFor(contact)
        .<Destination>map(Destination.ToAgent::new)
        .orElseGet(() -> new Destination.ToQueue(contact.queue()));
  }

  /** The agent for whom alone the contact waits, for good. */
  private static Optional<AgentId> waitsFor(Contact contact) {
    return contact.assigned().filter(_ -> contact.preferredUntil().isEmpty());
  }

  private Future<Void> moved(Contact contact, Destination to, Reasoned reasoned) {
    var after = words(to);
    var before = new TreeMap<>(words(place(contact)));
    contact.agent().ifPresent(agent -> before.put("with", agent.value()));
    return tell(
        new Signal.ContactMoved(contact.id(), to, Fact.MoveReason.ASSIGNED, contact.agent()),
        note(
            reasoned,
            contact.agent().isPresent() ? "floor.contact_taken_back" : "floor.contact_moved",
            contact.id(),
            concerned(contact, to),
            Map.of("before", before, "after", after)));
  }

  /** The agents who see a difference: who had it or was to have it, and for whom it waits now. */
  private static List<Told> concerned(Contact contact, Destination to) {
    return Stream.of(
            contact.agent().map(agent -> new Told(agent, Act.TAKEN_BACK)),
            contact
                .offer()
                .map(Offer::agent)
                .or(() -> waitsFor(contact))
                .filter(agent -> !to.equals(new Destination.ToAgent(agent)))
                .map(agent -> new Told(agent, Act.MOVED_AWAY)),
            to instanceof Destination.ToAgent(var agent)
                ? Optional.of(new Told(agent, Act.GIVEN))
                : Optional.<Told>empty())
        .flatMap(Optional::stream)
        .toList();
  }

  private static SupervisorWriter.Note note(
      Reasoned reasoned, String act, ContactId contact, List<Told> told, Map<String, ?> what) {
    var body = new TreeMap<String, Object>(what);
    body.put("why", reasoned.why());
    return new SupervisorWriter.Note(
        reasoned.account(),
        act,
        contact.toString(),
        Optional.of(contact),
        told,
        reasoned.why(),
        body);
  }

  private Future<Void> tell(Signal signal, SupervisorWriter.Note note) {
    return routing.tell(signal, note.companion()).map(SupervisorActs::done);
  }

  private static Void done(Companion.Result result) {
    return switch (result) {
      case Companion.Result.Decided(Decision.Decided _, var _) -> null;
      case Companion.Result.Decided(Decision.Refused(var no, var why), var _) ->
        throw switch (no) {
          case UNKNOWN, INVALID -> new Failure.Invalid(why);
          case GONE, REPEATED, NOT_NOW, LATE -> new Failure.Conflict(why);
          case FULL -> new Failure.TooMany(why, RETRY_AFTER);
        };
      case Companion.Result.Objected(var why) -> throw new Failure.Conflict(why);
    };
  }

  private static Map<String, String> words(Presence presence) {
    return switch (presence) {
      case Presence.Offline _ -> Map.of("state", "offline");
      case Presence.Ready _ -> Map.of("state", "ready");
      case Presence.NotReady(var reason) -> Map.of("state", "not_ready", "reason", reason.value());
    };
  }

  private static Map<String, String> words(Destination to) {
    return switch (to) {
      case Destination.ToQueue(var queue) -> Map.of("queue", queue.value());
      case Destination.ToAgent(var agent) -> Map.of("agent", agent.value());
    };
  }
}
