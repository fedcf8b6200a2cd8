package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/** The rules of offers and their ends: accepted, declined, unanswered, or withdrawn. */
final class Offers {

  private final LiveFloor live;
  private final Assignments assignments;

  Offers(LiveFloor live, Assignments assignments) {
    this.live = live;
    this.assignments = assignments;
  }

  Optional<Refused> accepted(Signal.OfferAccepted s) {
    var refused = refuseUnlessOpen(s.offer(), s.agent());
    if (refused.isEmpty()) {
      var contact = live.contact(s.offer().contact());
      var channel = contact.channel();
      switch (live.floor.terms(channel).link()) {
        case BRIDGED ->
          live.emit(new Fact.Accepted(
              s.offer(),
              s.agent(),
              contact.endpoint().map(_ -> live.now().plus(live.rules.bridgeWithin())),
              live.now()));
        case IMMEDIATE -> {
          live.emit(new Fact.Accepted(s.offer(), s.agent(), Optional.empty(), live.now()));
          live.emit(new Fact.Connected(s.offer().contact(), s.agent(), live.now()));
        }
      }
      withdrawBlocked(s.agent(), channel);
    }
    return refused;
  }

  Optional<Refused> declined(Signal.OfferDeclined s) {
    var refused = refuseUnlessOpen(s.offer(), s.agent());
    if (refused.isEmpty()) {
      close(offer(s.offer()), OfferEnd.DECLINED);
    }
    return refused;
  }

  private Optional<Refused> refuseUnlessOpen(OfferId id, AgentId agent) {
    var found = live.floor.contact(id.contact());
    if (found.isEmpty()) {
      return live.floor.ended(id.contact(), live.now()).isPresent()
          ? no(No.GONE, "the contact has ended")
          : no(No.UNKNOWN, "offer " + id + " does not exist");
    }
    var contact = found.get();
    if (id.attempt() > contact.offers()) {
      return no(No.UNKNOWN, "offer " + id + " does not exist");
    }
    var offer = contact.offer().filter(pending -> pending.id().equals(id));
    if (offer.isEmpty()) {
      boolean acceptedByThem =
          id.attempt() == contact.offers() && contact.agent().equals(Optional.of(agent));
      return acceptedByThem
          ? no(No.REPEATED, "the offer was accepted")
          : no(No.GONE, "the offer is over");
    }
    if (!offer.get().agent().equals(agent)) {
      return no(No.UNKNOWN, "offer " + id + " was not made to agent " + agent);
    }
    if (!live.now().isBefore(offer.get().expiresAt())) {
      return no(No.GONE, "the offer has run out");
    }
    return Optional.empty();
  }

  void close(Offer offer, OfferEnd why) {
    live.emit(new Fact.OfferClosed(offer.id(), offer.agent(), why, live.now()));
    switch (why) {
      case DECLINED, EXPIRED ->
        assignments.passed(live.contact(offer.id().contact()), offer.agent());
      case UNSHOWN, AGENT_LEFT ->
        assignments.releaseUnlessComing(live.contact(offer.id().contact()));
      case CUSTOMER_LEFT, JOINED, MOVED -> {}
    }
  }

  /** Withdraws all offers to an agent. */
  void withdrawAll(AgentId agent) {
    live.agent(agent).offers().forEach(id -> close(offer(id), OfferEnd.AGENT_LEFT));
  }

  /**
   * Withdraws offers that the agent's new contact blocks. An agent who talks in a call has not
   * missed the email that they were offered before.
   */
  void withdrawBlocked(AgentId agent, Channel by) {
    live.agent(agent).offers().stream()
        .filter(id ->
            live.floor.terms(by).blocks().contains(live.contact(id.contact()).channel()))
        .toList()
        .forEach(id -> close(offer(id), OfferEnd.AGENT_LEFT));
  }

  /**
   * Withdraws the offers that new terms leave no room for: those that a contact of the agent
   * blocks, and those for which the agent has no slot any more. The agent has not missed them.
   */
  void withdrawWithoutRoom(AgentId id) {
    channelsOf(live.agent(id).contacts().stream()).forEach(held -> withdrawBlocked(id, held));
    channelsOf(live.agent(id).offers().stream().map(OfferId::contact))
        .forEach(offered -> withdrawBeyondSlots(id, offered));
  }

  private Set<Channel> channelsOf(Stream<ContactId> contacts) {
    return contacts
        .map(contact -> live.contact(contact).channel())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Channel.class)));
  }

  /**
   * Withdraws the offers for which the agent has no slot, because they got a contact without an
   * offer or the terms changed. The contact that has waited longest keeps its offer.
   */
  void withdrawBeyondSlots(AgentId id, Channel channel) {
    var agent = live.agent(id);
    int slots = live.floor.planned(id).orElseThrow().slots(live.floor.terms(channel));
    long taken = agent.contacts().stream()
        .filter(contact -> live.contact(contact).channel() == channel)
        .count();
    agent.offers().stream()
        .filter(offer -> live.contact(offer.contact()).channel() == channel)
        .sorted(Comparator.comparing(offer -> live.contact(offer.contact()).rank()))
        .skip(Math.max(0, slots - taken))
        .toList()
        .forEach(offer -> close(offer(offer), OfferEnd.AGENT_LEFT));
  }

  private Offer offer(OfferId id) {
    return live.contact(id.contact()).offer().orElseThrow();
  }
}
