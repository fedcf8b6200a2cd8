package tandem.routing.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;

/**
 * The deadlines of the floor. Each contact has at most one of each kind: it is due, its offer
 * expires, its bridge is overdue, its preferred agent's time ends, its re-offer pause ends, or it
 * has been silent for too long. Each lost agent has one.
 */
final class Deadlines {

  private final Rules rules;
  private final Floor floor;
  private final Timetable<ContactId> contacts = new Timetable<>();
  private final Timetable<ContactId> pauses = new Timetable<>();
  private final Timetable<ContactId> silences = new Timetable<>();
  private final Timetable<AgentId> agents = new Timetable<>();

  Deadlines(Rules rules, Floor floor) {
    this.rules = rules;
    this.floor = floor;
    refreshAll(floor.time());
  }

  /** Call this after the terms of a channel have changed, or after a lapse. */
  void refreshAll(Instant now) {
    floor.contacts().forEach(contact -> refresh(contact, now));
    floor.agents().forEach(this::refresh);
  }

  Optional<Instant> next() {
    return Stream.of(contacts.first(), pauses.first(), silences.first(), agents.first())
        .flatMap(first -> first.map(Place::at).stream())
        .min(Instant::compareTo);
  }

  /**
   * The contact whose offer has expired, whose bridge is overdue, which is due, or which has waited
   * long enough for its preferred agent alone.
   */
  Optional<Place<ContactId>> contactDue(Instant now) {
    return contacts.first().filter(place -> !place.at().isAfter(now));
  }

  /** The contact that may be offered again to an agent who declined or missed it. */
  Optional<ContactId> pauseDue(Instant now) {
    return pauses.first().filter(place -> !place.at().isAfter(now)).map(Place::id);
  }

  /** The contact that has been silent for too long. */
  Optional<ContactId> silenceDue(Instant now) {
    return silences.first().filter(place -> !place.at().isAfter(now)).map(Place::id);
  }

  /** The lost agent whose time to come back is over. */
  Optional<Place<AgentId>> agentDue(Instant now) {
    return agents.first().filter(place -> !place.at().isAfter(now));
  }

  /** Sets the contact's deadlines. A pause that is over by now needs no deadline. */
  void refresh(Contact contact, Instant now) {
    contacts.set(contact.id(), deadline(contact.phase()));
    pauses.set(
        contact.id(),
        contact.passed().values().stream()
            .filter(_ -> contact.phase() instanceof Phase.Queued)
            .map(passed -> passed.plus(rules.reofferPause()))
            .filter(over -> over.isAfter(now))
            .min(Instant::compareTo));
    refreshSilence(contact);
  }

  private static Optional<Instant> deadline(Phase phase) {
    return switch (phase) {
      case Phase.Scheduled scheduled -> Optional.of(scheduled.dueAt());
      case Phase.Offered offered -> Optional.of(offered.offer().expiresAt());
      case Phase.Connecting connecting -> connecting.bridgeBy();
      case Phase.Queued queued -> queued.preferredUntil();
      case Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> Optional.empty();
    };
  }

  private void refreshSilence(Contact contact) {
    silences.set(contact.id(), silentAt(contact));
  }

  /**
   * Only a live customer who has been reached can leave without a report. While a contact is being
   * bridged or written up, other deadlines apply.
   */
  private Optional<Instant> silentAt(Contact contact) {
    boolean isPatient = floor.terms(contact.channel()).customer() == FloorPlan.Customer.PATIENT;
    if (isPatient || contact.endpoint().isEmpty()) {
      return Optional.empty();
    }
    if (contact.waits()) {
      return Optional.of(contact
          .heard()
          .map(heard -> later(heard).plus(rules.askingSilenceMax()))
          .orElseGet(() -> later(contact.arrived()).plus(rules.silenceMax())));
    }
    return contact.isTalkedTo()
        ? Optional.of(later(contact.since()).plus(rules.silenceMax()))
        : Optional.empty();
  }

  /** Silence counts from the last news, and not before the end of the last lapse. */
  private Instant later(Instant news) {
    return news.isAfter(floor.hearsSince()) ? news : floor.hearsSince();
  }

  void remove(ContactId contact) {
    contacts.set(contact, Optional.empty());
    pauses.set(contact, Optional.empty());
    silences.set(contact, Optional.empty());
  }

  void refresh(AgentState agent) {
    agents.set(agent.id(), agent.lostUntil().filter(_ -> holdsWhatOthersCouldTake(agent)));
  }

  /**
   * A lost agent needs no deadline when they will be offline after their last contact and hold only
   * calls that go on: only the carrier ends those.
   */
  private boolean holdsWhatOthersCouldTake(AgentState agent) {
    return !agent.next().equals(Optional.of(new Presence.Offline()))
        || !agent.contacts().stream()
            .allMatch(contact -> goesOnAlone(floor, floor.contact(contact).orElseThrow()));
  }

  /**
   * Whether customer and agent talk through a carrier, which needs no screen: only the carrier ends
   * it.
   */
  static boolean goesOnAlone(Floor floor, Contact contact) {
    return contact.isTalkedTo() && floor.terms(contact.channel()).link() == FloorPlan.Link.BRIDGED;
  }

  /** A set of ids with one instant each, earliest first. */
  private static final class Timetable<T extends Comparable<T>> {
    private final NavigableSet<Place<T>> order = new TreeSet<>();
    private final Map<T, Place<T>> places = new HashMap<>();

    void set(T id, Optional<Instant> at) {
      @Nullable
      Place<T> before =
          at.isPresent() ? places.put(id, new Place<>(at.get(), id)) : places.remove(id);
      if (before != null) {
        order.remove(before);
      }
      at.ifPresent(instant -> order.add(new Place<>(instant, id)));
    }

    Optional<Place<T>> first() {
      return order.isEmpty() ? Optional.empty() : Optional.of(order.first());
    }
  }
}
