package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;

/** The rules of hold and resume, which an agent asks for and a carrier reports. */
final class Holds {

  private final LiveFloor live;

  Holds(LiveFloor live) {
    this.live = live;
  }

  Optional<Refused> holdAsked(Signal.HoldAsked s) {
    return ofAgent(s.contact(), Optional.of(s.agent()), contact -> held(contact, true));
  }

  Optional<Refused> resumeAsked(Signal.ResumeAsked s) {
    return ofAgent(s.contact(), Optional.of(s.agent()), contact -> resumed(contact, true));
  }

  Optional<Refused> held(Signal.Held s) {
    return open(
        s.contact(),
        contact ->
            contact.phase() instanceof Phase.Connected talk && talk.asked() && isEcho(contact)
                ? no(No.REPEATED, "the agent has taken the customer back since")
                : held(contact, false));
  }

  Optional<Refused> resumed(Signal.Resumed s) {
    return open(
        s.contact(),
        contact -> contact.phase() instanceof Phase.Held talk && talk.asked() && isEcho(contact)
            ? no(No.REPEATED, "the agent has put the customer on hold since")
            : resumed(contact, false));
  }

  Optional<Refused> holdFailed(Signal.HoldFailed s) {
    return ofAgent(
        s.contact(),
        s.agent(),
        contact -> isOutdated(contact, s.asked()) ? askedSince() : resumed(contact, false));
  }

  Optional<Refused> resumeFailed(Signal.ResumeFailed s) {
    return ofAgent(
        s.contact(),
        s.agent(),
        contact -> isOutdated(contact, s.asked()) ? askedSince() : held(contact, false));
  }

  /**
   * Whether a report that contradicts the agent follows from an earlier command: the command that
   * the agent has given since is still on its way.
   */
  private boolean isEcho(Contact contact) {
    return live.now().isBefore(contact.since().plus(live.rules.echoWithin()));
  }

  /** Whether a failure is about an earlier command: the customer was held or resumed since. */
  private static boolean isOutdated(Contact contact, Optional<Instant> asked) {
    return asked.filter(contact.since()::isAfter).isPresent();
  }

  private static Optional<Refused> askedSince() {
    return no(No.REPEATED, "the contact was held or resumed since");
  }

  private Optional<Refused> held(Contact contact, boolean asked) {
    return switch (contact.phase()) {
      case Phase.Connected talk -> {
        live.emit(new Fact.Held(contact.id(), talk.agent(), asked, live.now()));
        yield Optional.empty();
      }
      case Phase.Held _ -> no(No.REPEATED, "the contact is already held");
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _, Phase.WrapUp _ ->
        no(No.NOT_NOW, "nobody talks to the customer");
    };
  }

  private Optional<Refused> resumed(Contact contact, boolean asked) {
    return switch (contact.phase()) {
      case Phase.Held talk -> {
        live.emit(new Fact.Resumed(contact.id(), talk.agent(), asked, live.now()));
        yield Optional.empty();
      }
      case Phase.Connected _ -> no(No.REPEATED, "the contact is not held");
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _, Phase.WrapUp _ ->
        no(No.NOT_NOW, "nobody talks to the customer");
    };
  }

  private Optional<Refused> open(ContactId id, Function<Contact, Optional<Refused>> decide) {
    return live.floor.contact(id).map(decide).orElseGet(() -> live.refuseAbsent(id));
  }

  private Optional<Refused> ofAgent(
      ContactId id, Optional<AgentId> agent, Function<Contact, Optional<Refused>> decide) {
    return open(
        id,
        contact -> agent.isEmpty() || contact.agent().equals(agent)
            ? decide.apply(contact)
            : no(No.NOT_NOW, "the contact is not with agent " + agent.get()));
  }
}
