package tandem.console.agents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.console.agents.DeskMessage.Standing;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Presence;

/**
 * A floor of committed facts, which translates each further fact into messages to screens. It
 * decides nothing and never blocks.
 */
final class DeskFloor {

  /** A message for one agent's screens. */
  record Told(AgentId agent, DeskMessage message) {}

  private final Floor floor;
  private final Map<CustomerId, Set<ContactId>> byCustomer = new HashMap<>();
  private final Map<ConversationId, ContactId> byConversation = new HashMap<>();
  private final Map<ContactId, CaseId> filed = new HashMap<>();

  /** Uses and changes this floor from now on. */
  DeskFloor(Floor floor) {
    this.floor = floor;
    floor.contacts().forEach(this::show);
  }

  FloorPlan plan() {
    return floor.plan();
  }

  Optional<FloorPlan.Agent> planned(AgentId agent) {
    return floor.planned(agent);
  }

  Optional<Contact> contact(ContactId id) {
    return floor.contact(id);
  }

  Standing standing(AgentId id) {
    return floor
        .agent(id)
        .map(agent -> new Standing(agent.presence(), agent.next(), agent.seenSince()))
        .orElse(new Standing(new Presence.Offline(), Optional.empty(), floor.time()));
  }

  List<DeskMessage.Offer> offers(AgentId id) {
    return floor.agent(id).map(AgentState::offers).orElse(Set.of()).stream()
        .flatMap(offer -> floor.contact(offer.contact()).stream())
        .flatMap(contact -> offer(contact).stream())
        .toList();
  }

  List<DeskMessage.Contact> contacts(AgentId id) {
    return floor.heldBy(id).stream()
        .map(contact -> contact(contact, contact.phase().word()))
        .toList();
  }

  /** Returns the agent whose screen shows a contact. */
  static Optional<AgentId> shownTo(Contact contact) {
    return contact.agent().or(() -> contact.offer().map(Offer::agent));
  }

  /** Returns the agents whose screens show a contact of this customer. */
  Set<AgentId> watching(CustomerId customer) {
    return shown(customer).stream()
        .flatMap(contact -> shownTo(contact).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the contacts of this customer that are on screens. */
  List<Contact> shown(CustomerId customer) {
    return byCustomer.getOrDefault(customer, Set.of()).stream()
        .flatMap(id -> floor.contact(id).stream())
        .toList();
  }

  /** Returns the written conversation of a contact, whose carrier's name of it is its id. */
  static Optional<ConversationId> conversation(Contact contact) {
    return contact
        .endpoint()
        .filter(_ -> contact.channel().isWritten())
        .flatMap(endpoint -> parsed(endpoint.reference()));
  }

  private static Optional<ConversationId> parsed(String reference) {
    try {
      return Optional.of(ConversationId.parse(reference));
    } catch (Failure.Invalid e) {
      return Optional.empty();
    }
  }

  /** Returns the agent who has the open contact of a conversation. */
  Optional<AgentId> agentOf(ConversationId conversation) {
    return Optional.ofNullable(byConversation.get(conversation))
        .flatMap(floor::contact)
        .flatMap(Contact::agent);
  }

  /**
   * Notes the case of a contact.
   *
   * @param isSure whether it is its case now; otherwise the case counts only as long as no other is
   *     known
   */
  List<Told> filed(ContactId id, CaseId caseId, boolean isSure) {
    var contact = floor.contact(id);
    if (contact.isEmpty() || (!isSure && filed.containsKey(id))) {
      return List.of();
    }
    if (caseId.equals(filed.put(id, caseId))) {
      return List.of();
    }
    return contact.map(this::changed).orElse(List.of());
  }

  /** Applies one fact, and returns the messages that follow from it. */
  List<Told> apply(Fact fact) {
    var before = fact.aboutContact().flatMap(floor::contact);
    floor.apply(fact);
    var after = fact.aboutContact().flatMap(floor::contact);
    before.ifPresent(this::hide);
    after.ifPresent(this::show);
    return switch (fact) {
      case Fact.OfWaiting f -> waiting(f, before, after);
      case Fact.OfWork f -> work(f, before, after);
      case Fact.OfPresence f -> presence(f);
      case Fact.OfPlan _ -> List.of();
      case Fact.OfTime _ -> offers();
    };
  }

  /** All pending offers, with their new deadlines. */
  private List<Told> offers() {
    return floor.contacts().stream()
        .flatMap(contact -> contact.offer().stream()
            .flatMap(pending -> offer(contact).stream()
                .map(offer -> new Told(pending.agent(), new DeskMessage.OfferCreated(offer)))))
        .toList();
  }

  private List<Told> waiting(
      Fact.OfWaiting fact, Optional<Contact> before, Optional<Contact> after) {
    return switch (fact) {
      case Fact.Offered f ->
        after
            .flatMap(this::offer)
            .map(offer -> List.of(new Told(f.agent(), new DeskMessage.OfferCreated(offer))))
            .orElse(List.of());
      case Fact.OfferClosed f ->
        List.of(new Told(
            f.agent(),
            new DeskMessage.OfferClosed(f.offer(), f.why().name().toLowerCase(Locale.ROOT))));
      case Fact.Moved _ -> leaves(before);
      case Fact.Abandoned f -> ended(before, f.contact());
      case Fact.Linked _ -> after.map(this::changed).orElse(List.of());
      case Fact.Queued _,
          Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Identified _,
          Fact.Heard _,
          Fact.LeftEarly _ -> List.of();
    };
  }

  private List<Told> work(Fact.OfWork fact, Optional<Contact> before, Optional<Contact> after) {
    return switch (fact) {
      case Fact.Accepted f -> {
        var told = new ArrayList<Told>();
        told.add(new Told(f.agent(), new DeskMessage.OfferClosed(f.offer(), "accepted")));
        after.map(this::changed).ifPresent(told::addAll);
        yield told;
      }
      case Fact.Connected _, Fact.Held _, Fact.Resumed _, Fact.WrapUpBegan _ ->
        after.map(this::changed).orElse(List.of());
      case Fact.BridgeFailed f -> {
        var told = new ArrayList<Told>();
        told.add(new Told(f.agent(), new DeskMessage.BridgeFailed(f.contact(), f.reason())));
        told.addAll(leaves(before));
        yield told;
      }
      case Fact.CameBack _ -> leaves(before);
      case Fact.Finished f -> ended(before, f.contact());
    };
  }

  private List<Told> presence(Fact.OfPresence fact) {
    return switch (fact) {
      case Fact.PresenceChanged f -> stands(f.agent());
      case Fact.PresenceDeferred f -> stands(f.agent());
      case Fact.AgentLost _, Fact.AgentFound _ -> List.of();
    };
  }

  private void show(Contact contact) {
    if (shownTo(contact).isPresent()) {
      byCustomer.computeIfAbsent(contact.customer(), _ -> new TreeSet<>()).add(contact.id());
      conversation(contact).ifPresent(id -> byConversation.put(id, contact.id()));
    }
  }

  private void hide(Contact contact) {
    byCustomer.computeIfPresent(contact.customer(), (_, ids) -> without(ids, contact.id()));
    conversation(contact).ifPresent(id -> byConversation.remove(id, contact.id()));
  }

  private static @Nullable Set<ContactId> without(Set<ContactId> ids, ContactId id) {
    ids.remove(id);
    return ids.isEmpty() ? null : ids;
  }

  private List<Told> stands(AgentId agent) {
    return List.of(new Told(agent, new DeskMessage.PresenceChanged(standing(agent))));
  }

  private List<Told> changed(Contact contact) {
    return contact
        .agent()
        .map(agent -> List.of(new Told(
            agent,
            new DeskMessage.ContactChanged(contact(contact, contact.phase().word())))))
        .orElse(List.of());
  }

  private List<Told> ended(Optional<Contact> before, ContactId id) {
    var told = leaves(before);
    filed.remove(id);
    return told;
  }

  /** Closes a contact on the screens of the agent who has it no longer. */
  private List<Told> leaves(Optional<Contact> before) {
    return before
        .flatMap(contact -> contact
            .agent()
            .map(agent -> List.of(
                new Told(agent, new DeskMessage.ContactChanged(contact(contact, "closed"))))))
        .orElse(List.of());
  }

  private Optional<DeskMessage.Offer> offer(Contact contact) {
    return contact
        .offer()
        .map(offer -> new DeskMessage.Offer(
            offer.id(),
            contact.queue(),
            queueName(contact.queue()),
            contact.channel(),
            contact.customer(),
            contact.arrived(),
            offer.offeredAt(),
            offer.expiresAt(),
            offer.choice(),
            talk(contact),
            Optional.empty()));
  }

  private DeskMessage.Contact contact(Contact contact, String state) {
    return new DeskMessage.Contact(
        contact.id(),
        contact.queue(),
        queueName(contact.queue()),
        contact.channel(),
        state,
        contact.endpoint().isPresent(),
        contact.customer(),
        Optional.ofNullable(filed.get(contact.id())),
        contact.arrived(),
        contact.connected(),
        contact.seenSince(),
        talk(contact),
        Optional.empty());
  }

  private static Optional<DeskMessage.Talk> talk(Contact contact) {
    return conversation(contact).map(id -> new DeskMessage.Talk(id, Optional.empty()));
  }

  private String queueName(QueueId queue) {
    return floor.queue(queue).map(FloorPlan.Queue::name).orElse(queue.value());
  }
}
