package tandem.console.floor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.QueueId;
import tandem.desk.supervision.ContactLabel;
import tandem.document.Cursor;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Phase;

/**
 * The open contacts of one queue for supervisors: those that wait, in the order in which they are
 * served, and then those that agents have, the oldest first. Callbacks of later are not among them.
 *
 * @param version the version of all of them, which the wallboard has too; differs from another when
 *     other contacts wait or are served, or in another way
 * @param waiting how many wait, on all pages
 * @param serving how many agents have, on all pages
 */
record QueueContacts(
    QueueId queue,
    String name,
    Channel channel,
    String version,
    int waiting,
    int serving,
    List<Row> contacts,
    Optional<String> nextCursor) {

  /**
   * One contact. All times are durations.
   *
   * @param state the word of its phase
   * @param customerName empty for a stranger without a name
   * @param from the contact point; empty when it is withheld, or the queue's channel has none
   * @param subject what the case or conversation is about
   * @param line the beginning of the last message of a written conversation
   * @param waitedMs from the arrival until now, or until an agent answered
   * @param sinceMs since when it has been in this state
   * @param place its place among those that wait, counted from 1
   * @param headStartMs how much earlier it ranks than it arrived
   * @param overtakes how many that wait have come earlier and rank behind it
   * @param assigned the agent for whom alone it waits, and for how much longer
   * @param passed the agents who declined, missed or passed it on
   */
  record Row(
      ContactId contact,
      String state,
      CustomerId customer,
      Optional<String> customerName,
      Optional<String> from,
      Optional<String> subject,
      Optional<String> line,
      Optional<String> caseKind,
      Optional<Long> caseNumber,
      long waitedMs,
      long sinceMs,
      Optional<Integer> place,
      long headStartMs,
      int overtakes,
      Optional<Assigned> assigned,
      List<Named> passed,
      Optional<Ringing> offer,
      Optional<Named> agent) {}

  record Named(AgentId id, String name) {}

  /** @param leftMs empty if it waits for the agent without a limit */
  record Assigned(AgentId id, String name, Optional<Long> leftMs) {}

  /** The pending offer, and why it went to this agent. */
  record Ringing(AgentId id, String name, long sinceMs, long expiresInMs, Why why) {}

  /**
   * Why an offer went to its agent.
   *
   * @param idleMs how long the agent had been free
   * @param able how many agents could have taken it at that moment
   * @param lastAgent whether the agent had the last contact of the conversation
   */
  record Why(
      FloorPlan.Strategy strategy,
      long idleMs,
      int proficiency,
      int able,
      boolean lastAgent,
      Optional<Named> runnerUp) {}

  /** The order of the list: who waits by rank, then whom agents have. */
  private static final Comparator<Contact> ORDER = Comparator.comparing(
          (Contact contact) -> !contact.waits())
      .thenComparing(contact -> contact.waits() ? contact.rank() : contact.seenSince())
      .thenComparing(Contact::id);

  /** The part of a queue that one page shows. */
  record Page(List<Contact> contacts, Optional<String> nextCursor) {

    /** Begins behind the last contact of the page before, even if that contact is gone. */
    static Page of(List<Contact> ordered, int limit, Optional<String> cursor) {
      var from = cursor.map(Place::parse);
      var rest = ordered.stream()
          .filter(contact -> from.map(place -> place.isBefore(contact)).orElse(true))
          .toList();
      var shown = rest.stream().limit(limit).toList();
      return new Page(
          shown,
          rest.size() > limit ? Optional.of(Place.of(shown.getLast()).text()) : Optional.empty());
    }
  }

  private record Place(boolean waits, Instant at, ContactId id) implements Comparable<Place> {
    private static final Comparator<Place> ORDER = Comparator.comparing(
            (Place place) -> !place.waits)
        .thenComparing(Place::at)
        .thenComparing(Place::id);

    static Place of(Contact contact) {
      return new Place(
          contact.waits(), contact.waits() ? contact.rank() : contact.seenSince(), contact.id());
    }

    static Place parse(String cursor) {
      var place = Cursor.parse(cursor, 3).place();
      try {
        return new Place(
            Boolean.parseBoolean(place.getFirst()),
            Instant.parse(place.get(1)),
            ContactId.parse(place.get(2)));
      } catch (RuntimeException e) {
        throw Cursor.notOurs();
      }
    }

    String text() {
      return Cursor.of(waits, at, id).text();
    }

    boolean isBefore(Contact contact) {
      return compareTo(of(contact)) < 0;
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Returns the contacts of a queue that are waiting or served, in order. */
  static List<Contact> ordered(List<Contact> contacts, QueueId queue) {
    return contacts.stream()
        .filter(contact -> contact.queue().equals(queue))
        .filter(QueueContacts::isShown)
        .sorted(ORDER)
        .toList();
  }

  private static boolean isShown(Contact contact) {
    return !(contact.phase() instanceof Phase.Scheduled);
  }

  /**
   * Returns a text that is the same on every node, and differs when anything differs that a list of
   * these contacts shows of the floor.
   */
  static String version(List<Contact> contacts) {
    long sum = 0;
    for (var contact : contacts) {
      sum += isShown(contact) ? mixed(state(contact)) : 0; // whatever their order
    }
    return Long.toHexString(sum);
  }

  private static String state(Contact contact) {
    return String.join(
        " ",
        contact.id().toString(),
        contact.customer().toString(),
        contact.phase().word(),
        contact.seenSince().toString(),
        contact.rank().toString(),
        contact.agent().map(AgentId::value).orElse(""),
        contact.offer().map(offer -> offer.id() + " " + offer.expiresAt()).orElse(""),
        contact.assigned().map(AgentId::value).orElse(""),
        contact.preferredUntil().map(Instant::toString).orElse(""),
        contact.passed().keySet().toString());
  }

  /** A hash of 64 bits (FNV-1a), so that two states hardly ever have the same. */
  private static long mixed(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  static QueueContacts of(
      FloorPlan.Queue queue,
      FloorPlan plan,
      List<Contact> ordered,
      Page page,
      Map<ContactId, ContactLabel> labels,
      Instant now) {
    var waiting = ordered.stream().filter(Contact::waits).toList();
    var names = plan.agents().stream()
        .collect(Collectors.toMap(FloorPlan.Agent::id, FloorPlan.Agent::name));
    Function<AgentId, Named> named =
        agent -> new Named(agent, names.getOrDefault(agent, agent.value()));
    return new QueueContacts(
        queue.id(),
        queue.name(),
        queue.channel(),
        version(ordered),
        waiting.size(),
        ordered.size() - waiting.size(),
        page.contacts().stream()
            .map(contact -> row(
                contact,
                waiting,
                Optional.ofNullable(labels.get(contact.id())).orElse(ContactLabel.NONE),
                queue,
                named,
                now))
            .toList(),
        page.nextCursor());
  }

  private static Row row(
      Contact contact,
      List<Contact> waiting,
      ContactLabel label,
      FloorPlan.Queue queue,
      Function<AgentId, Named> named,
      Instant now) {
    int place = waiting.indexOf(contact);
    return new Row(
        contact.id(),
        contact.phase().word(),
        contact.customer(),
        label.customerName(),
        label.from(),
        // a case that this contact has opened is named after its queue
        label.subject().filter(subject -> !subject.equals(queue.name())),
        label.line(),
        label.caseKind(),
        label.caseNumber(),
        Board.millis(contact.arrived(), contact.connected().orElse(now)),
        Board.millis(contact.seenSince(), now),
        place < 0 ? Optional.empty() : Optional.of(place + 1),
        Board.millis(contact.rank(), contact.arrived()),
        place < 0 ? 0 : overtakes(contact, waiting.subList(place, waiting.size())),
        contact
            .assigned()
            .map(named)
            .map(agent -> new Assigned(
                agent.id(),
                agent.name(),
                contact.preferredUntil().map(until -> Board.millis(now, until)))),
        contact.passed().keySet().stream().map(named).toList(),
        contact.offer().map(offer -> ringing(offer, named, now)),
        contact.agent().map(named));
  }

  private static int overtakes(Contact contact, List<Contact> behind) {
    return (int) behind.stream()
        .filter(other -> other.arrived().isBefore(contact.arrived()))
        .count();
  }

  private static Ringing ringing(Offer offer, Function<AgentId, Named> named, Instant now) {
    var agent = named.apply(offer.agent());
    return new Ringing(
        agent.id(),
        agent.name(),
        Board.millis(offer.offeredAt(), now),
        Board.millis(now, offer.expiresAt()),
        why(offer.choice(), offer.offeredAt(), named));
  }

  private static Why why(Fact.Choice choice, Instant offered, Function<AgentId, Named> named) {
    return new Why(
        choice.strategy(),
        Board.millis(choice.idleSince(), offered),
        choice.proficiency(),
        choice.able(),
        choice.preferredUntil().isPresent(),
        choice.runnerUp().map(named));
  }
}
