package tandem.console.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.cases.AddedEntry;
import tandem.cases.CaseSwitch;
import tandem.cases.Claim;
import tandem.cases.Entry;
import tandem.conversations.Glance;
import tandem.desk.floor.FloorSetup;
import tandem.document.Json;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;

/**
 * The news for agents' screens, made from facts, entries and claims. All methods run on the context
 * of {@link Desks}.
 */
final class DeskNews {

  /** The events of entries that stay on a case that their contact has left. */
  private static final Set<String> NOT_HERE =
      Set.of("identified", CaseSwitch.Event.SWITCHED_AWAY.word());

  private final DeskFloor floor;
  private final Screens screens;
  private final DeskReading reading;

  DeskNews(DeskFloor floor, Screens screens, DeskReading reading) {
    this.floor = floor;
    this.screens = screens;
    this.reading = reading;
  }

  /** Applies a committed fact to the floor and informs the concerned agents. */
  void take(Fact fact) {
    var shownBefore = fact.aboutContact().flatMap(floor::contact).flatMap(DeskFloor::shownTo);
    floor.apply(fact).forEach(told -> tell(told.agent(), told.message()));
    switch (fact) {
      case Fact.OfWaiting f -> take(f);
      case Fact.OfWork f -> take(f, shownBefore);
      case Fact.OfPresence f -> take(f);
      case Fact.OfPlan f -> take(f);
      case Fact.OfTime _ -> {}
    }
  }

  private void take(Fact.OfWaiting fact) {
    switch (fact) {
      case Fact.Identified f ->
        floor.contact(f.contact()).ifPresent(contact -> {
          DeskFloor.shownTo(contact).ifPresent(agent -> tellPop(agent, contact));
          showClaims(contact);
        });
      case Fact.Offered f -> floor.contact(f.offer().contact()).ifPresent(this::showClaims);
      case Fact.Queued _,
          Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Moved _,
          Fact.Linked _,
          Fact.OfferClosed _,
          Fact.Abandoned _,
          Fact.Heard _,
          Fact.LeftEarly _ -> {}
    }
  }

  private void take(Fact.OfWork fact, Optional<AgentId> shownBefore) {
    switch (fact) {
      case Fact.Connected f -> {
        // connected late: the contact had left this screen, or its offer there is withdrawn
        if (!shownBefore.equals(Optional.of(f.agent()))) {
          floor.contact(f.contact()).ifPresent(contact -> {
            tellPop(f.agent(), contact);
            showClaims(contact);
          });
        }
      }
      case Fact.Accepted _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _,
          Fact.Finished _ -> {}
    }
  }

  private void take(Fact.OfPresence fact) {
    switch (fact) {
      // too early, or for a screen that is closed already
      case Fact.AgentLost f -> screens.of(f.agent()).forEach(Screen::pingNow);
      case Fact.PresenceChanged _, Fact.PresenceDeferred _, Fact.AgentFound _ -> {}
    }
  }

  private void take(Fact.OfPlan fact) {
    switch (fact) {
      case Fact.FloorPlanned _ -> tellSetup();
    }
  }

  /** Sends all agents the new choices. */
  void tellSetup() {
    screens
        .agents()
        .forEach(agent -> floor
            .planned(agent)
            .ifPresent(planned -> tell(agent, new DeskMessage.FloorChanged(planned, setup()))));
  }

  private FloorSetup setup() {
    return new FloorSetup(floor.plan(), reading.catalogues());
  }

  /** Sends a new entry to the agents who have the customer on screen. */
  void tell(AddedEntry added) {
    var entry = added.entry();
    entry
        .contact()
        .ifPresent(contact -> floor
            .filed(contact, entry.caseId(), saysWhere(entry))
            .forEach(told -> tell(told.agent(), told.message())));
    var watching = floor.watching(added.customer());
    if (watching.stream().noneMatch(screens::hasScreens)) {
      return;
    }
    var message = new DeskMessage.EntryAdded(added.customer(), Json.write(entry));
    watching.forEach(agent -> tell(agent, message));
    if (entry.kind() == Entry.Kind.REMEDY) {
      var remedy = new DeskMessage.RemedyChanged(added.customer(), remedy(entry));
      watching.forEach(agent -> tell(agent, remedy));
    }
  }

  /**
   * Whether an entry says to which case its contact belongs now. A note or a remedy of a contact
   * may be on a case that the contact has left.
   */
  private static boolean saysWhere(Entry entry) {
    return switch (entry.kind()) {
      case CONTACT -> !NOT_HERE.contains(entry.body().path("event").asText());
      case OUTCOME, IDENTIFIED -> true;
      case STATE, NOTE, REMEDY, RATING -> false;
    };
  }

  /** Sends a customer again to the agents who have a contact of theirs. */
  void changed(CustomerId customer) {
    floor
        .shown(customer)
        .forEach(contact -> DeskFloor.shownTo(contact).ifPresent(agent -> tellPop(agent, contact)));
  }

  /** Reads the remedy from the entry's body. */
  private static JsonNode remedy(Entry entry) {
    return ((ObjectNode) entry.body().deepCopy()).without(List.of("event", "why"));
  }

  /**
   * Sends the claims on a customer to the agents who see the customer, after one began or ended.
   */
  void claimed(CustomerId customer) {
    if (floor.watching(customer).stream().anyMatch(screens::hasScreens)) {
      reading.claims(customer, true, claims -> tellClaims(customer, claims));
    }
  }

  /** Sends an agent the claims on all customers on their screen. */
  void showClaims(AgentId agent) {
    Stream.concat(
            floor.offers(agent).stream().map(DeskMessage.Offer::customer),
            floor.contacts(agent).stream().map(DeskMessage.Contact::customer))
        .distinct()
        .forEach(this::showClaims);
  }

  /** Makes the first message of a screen; parts that are not read in time follow later. */
  Future<DeskMessage> snapshot(Screen screen) {
    var agent = screen.session().agent();
    var standing = floor.standing(agent);
    var setup = setup();
    var planned = floor.planned(agent).orElseThrow();
    var drafts = reading.drafts(agent);
    var offers = floor.offers(agent).stream()
        .map(offer -> with(offer, message -> late(screen, message)))
        .toList();
    var contacts = floor.contacts(agent).stream()
        .map(contact -> reading
            .popInTime(
                contact.id(),
                contact.customer(),
                pop -> late(screen, new DeskMessage.Pop(contact.id(), pop)))
            .map(pop -> pop.map(contact::with).orElse(contact))
            .compose(whole -> with(whole, message -> late(screen, message))))
        .toList();
    return Future.join(List.<Future<?>>copyOf(offers))
        .compose(_ -> Future.join(List.<Future<?>>copyOf(contacts)))
        .compose(_ -> drafts)
        .map(kept -> new DeskMessage.Snapshot(
            screen.session().id(),
            planned,
            standing,
            offers.stream().map(Future::result).toList(),
            contacts.stream().map(Future::result).toList(),
            setup,
            reading.isPractice(),
            kept));
  }

  private static void late(Screen screen, DeskMessage message) {
    screen.tell(Future.succeededFuture(message));
  }

  /** Adds pop and conversation to an offer; what is not read in time follows. */
  private Future<DeskMessage.Offer> with(DeskMessage.Offer offer, Consumer<DeskMessage> late) {
    var contact = offer.id().contact();
    var pop = reading.popInTime(
        contact, offer.customer(), loaded -> late.accept(new DeskMessage.Pop(contact, loaded)));
    return glance(contact, offer.talk(), late)
        .compose(seen -> pop.map(loaded -> {
          var talking = seen.map(offer::with).orElse(offer);
          return loaded.map(talking::with).orElse(talking);
        }));
  }

  private Future<DeskMessage.Contact> with(
      DeskMessage.Contact contact, Consumer<DeskMessage> late) {
    return glance(contact.id(), contact.talk(), late)
        .map(seen -> seen.map(contact::with).orElse(contact));
  }

  private Future<Optional<Glance>> glance(
      ContactId contact, Optional<DeskMessage.Talk> talk, Consumer<DeskMessage> late) {
    return talk.map(known -> reading.glanceInTime(
            contact,
            known.id(),
            seen -> late.accept(new DeskMessage.ConversationShown(
                contact, new DeskMessage.Talk(known.id(), Optional.of(seen))))))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** Sends the claims on a new customer of a screen, if there are any. */
  private void showClaims(CustomerId customer) {
    reading.claims(customer, false, claims -> tellClaims(customer, claims));
  }

  private void showClaims(Contact contact) {
    if (DeskFloor.shownTo(contact).filter(screens::hasScreens).isPresent()) {
      showClaims(contact.customer());
    }
  }

  private void tellClaims(CustomerId customer, List<Claim> claims) {
    floor
        .watching(customer)
        .forEach(agent -> tell(agent, new DeskMessage.ClaimsChanged(customer, claims)));
  }

  private void tell(AgentId agent, DeskMessage message) {
    var mine = screens.of(agent);
    if (mine.isEmpty()) {
      return;
    }
    Future<DeskMessage> ready = switch (message) {
      case DeskMessage.OfferCreated(var offer) ->
        with(offer, late -> tellStill(agent, offer.id().contact(), late))
            .map(DeskMessage.OfferCreated::new);
      case DeskMessage.ContactChanged(var contact)
      when !contact.state().equals("closed") ->
        with(contact, late -> tellStill(agent, contact.id(), late))
            .map(DeskMessage.ContactChanged::new);
      case DeskMessage _ -> Future.succeededFuture(message);
    };
    mine.forEach(screen -> screen.tell(ready));
  }

  private void tellPop(AgentId agent, Contact contact) {
    var id = contact.id();
    reading
        .popInTime(
            id, contact.customer(), pop -> tellStill(agent, id, new DeskMessage.Pop(id, pop)))
        .onSuccess(
            pop -> pop.ifPresent(loaded -> tellStill(agent, id, new DeskMessage.Pop(id, loaded))));
  }

  /** Sends a message, unless its contact has left the agent's screens meanwhile. */
  private void tellStill(AgentId agent, ContactId contact, DeskMessage message) {
    if (floor.contact(contact).flatMap(DeskFloor::shownTo).equals(Optional.of(agent))) {
      tell(agent, message);
    }
  }
}
