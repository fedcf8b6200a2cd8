package tandem.desk.timeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;
import tandem.cases.NewEntry;
import tandem.conversations.Turn;
import tandem.document.Json;
import tandem.routing.ContactRecord;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;

/**
 * The few entries that a contact has on its case's timeline: it arrived, it was handed over to
 * another department, its customer was corrected, it ended. Everything in between is in its
 * {@link ContactStory}. Pure.
 */
public final class ContactEntry {

  /** What a contact's entry tells; older entries tell of a {@link ContactEvent} each. */
  public enum Event {
    ARRIVED,
    HANDED_OVER,
    /** It turned out to be of another customer, and is on a case of theirs now. */
    IDENTIFIED,
    ENDED
  }

  /** How a contact ended. */
  public enum How {
    HANDLED,
    ABANDONED
  }

  private ContactEntry() {}

  /** Makes a fact's entry, once it is known on which case and of which contact it is. */
  @FunctionalInterface
  interface Making {
    /**
     * Makes the entry.
     *
     * @param departments the department of each queue in the facts
     * @param turn the contact as a turn of a written conversation
     */
    NewEntry entry(
        CaseId caseId,
        ContactRecord contact,
        String source,
        Map<QueueId, DepartmentId> departments,
        Optional<Turn> turn);
  }

  /** Whether a fact has an entry on the timeline. */
  static boolean tells(Fact fact) {
    return of(fact).isPresent();
  }

  /** The entry of a fact; empty for a fact that is only in the contact's story. */
  static Optional<Making> of(Fact fact) {
    return switch (fact) {
      case Fact.OfWaiting f -> of(f);
      case Fact.OfWork f -> of(f);
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> Optional.empty();
    };
  }

  private static Optional<Making> of(Fact.OfWaiting fact) {
    return switch (fact) {
      case Fact.Queued f ->
        Optional.of((caseId, contact, source, departments, turn) -> entry(
            caseId,
            contact,
            departments.getOrDefault(f.queue(), contact.department()),
            f,
            Entry.Kind.CONTACT,
            source,
            begun(
                body(Event.ARRIVED)
                    .put("queue", f.queue().value())
                    .put("channel", f.channel().word()),
                turn)));
      case Fact.Moved f -> f.handOver().map(handOver -> handedOver(f, handOver));
      case Fact.Identified f ->
        Optional.of((caseId, contact, source, _, _) -> entry(
            caseId,
            contact,
            contact.department(),
            f,
            Entry.Kind.IDENTIFIED,
            source,
            Json.MAPPER.createObjectNode().put("customer", f.customer().toString())));
      case Fact.Abandoned f ->
        Optional.of((caseId, contact, _, _, turn) -> entry(
            caseId,
            contact,
            contact.department(),
            f,
            Entry.Kind.CONTACT,
            ended(contact.id()),
            written(ended(How.ABANDONED, contact), turn)
                .put("short", f.isShort())
                .put("cause", f.cause())
                .put("waited_ms", between(contact.arrived(), f.at()))));
      // a scheduled contact gets its first entry when it is due, and none if it is cancelled before
      case Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Linked _,
          Fact.Offered _,
          Fact.OfferClosed _,
          Fact.Heard _,
          Fact.LeftEarly _ -> Optional.empty();
    };
  }

  /** The entry that stays on the old case when a contact moves to another customer's case. */
  static NewEntry left(CaseId caseId, ContactRecord contact, Fact.Identified fact, String source) {
    return entry(
        caseId,
        contact,
        contact.department(),
        fact,
        Entry.Kind.CONTACT,
        "left:" + source,
        body(Event.IDENTIFIED).put("customer", fact.customer().toString()));
  }

  private static Making handedOver(Fact.Moved fact, Fact.HandOver handOver) {
    return (caseId, contact, source, _, _) -> {
      var body = body(Event.HANDED_OVER)
          .put("channel", contact.channel().word())
          .put("from_department", handOver.from().value())
          .put("to_department", handOver.to().value())
          .put("cause", word(fact.why()));
      if (fact.to() instanceof Destination.ToQueue(var queue)) {
        body.put("queue", queue.value());
      }
      return entry(caseId, contact, handOver.from(), fact, Entry.Kind.CONTACT, source, body);
    };
  }

  private static Optional<Making> of(Fact.OfWork fact) {
    return switch (fact) {
      // the wrap-up has written the outcome and this entry already
      case Fact.Finished f when f.outcome().isPresent() -> Optional.empty();
      case Fact.Finished f ->
        Optional.of((caseId, contact, _, _, turn) -> entry(
            caseId,
            contact,
            contact.department(),
            f,
            Entry.Kind.CONTACT,
            ended(contact.id()),
            times(
                written(ended(How.HANDLED, contact), turn).put("without_outcome", true),
                contact,
                f.at())));
      case Fact.Accepted _,
          Fact.Connected _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _ -> Optional.empty();
    };
  }

  /** The end of a contact whose agent said how it ended: its one entry of kind outcome. */
  public static NewEntry ended(ContactOutcome outcome, ContactRecord contact, Optional<Turn> turn) {
    var body = times(written(ended(How.HANDLED, contact), turn), contact, outcome.at());
    return said(outcome, ended(outcome.contact()), body);
  }

  /** An outcome that was recorded when the contact's end stood on the timeline already. */
  public static NewEntry late(ContactOutcome outcome) {
    var body = Json.MAPPER.createObjectNode();
    return said(outcome, "outcome:" + outcome.contact(), body.put("late", true));
  }

  private static NewEntry said(ContactOutcome outcome, String source, ObjectNode body) {
    body.put("outcome", outcome.outcome().value())
        .put("outcome_name", outcome.outcomeName())
        .put("note", outcome.note())
        .put("resolves", outcome.resolves());
    outcome.recordedBy().ifPresent(account -> body.put("recorded_by", account));
    return new NewEntry(
        outcome.caseId(),
        outcome.at(),
        Entry.Kind.OUTCOME,
        Optional.empty(),
        Optional.of(outcome.agent()),
        Optional.of(outcome.contact()),
        Optional.of(source),
        body);
  }

  /** The unique source of a contact's end: it is written once. */
  private static String ended(ContactId contact) {
    return "ended:" + contact;
  }

  /** @param department where it happened, unless it was done by an agent */
  private static NewEntry entry(
      CaseId caseId,
      ContactRecord contact,
      DepartmentId department,
      Fact fact,
      Entry.Kind kind,
      String source,
      ObjectNode body) {
    Optional<AgentId> agent = fact.aboutAgent();
    return new NewEntry(
        caseId,
        fact.at(),
        kind,
        agent.isPresent() ? Optional.empty() : Optional.of(department),
        agent,
        Optional.of(contact.id()),
        Optional.of(source),
        body);
  }

  private static ObjectNode ended(How how, ContactRecord contact) {
    return body(Event.ENDED)
        .put("how", word(how))
        .put("queue", contact.queue().value())
        .put("channel", contact.channel().word());
  }

  /** Names the conversation of a contact, and shows the beginning of its first message. */
  private static ObjectNode begun(ObjectNode body, Optional<Turn> turn) {
    turn.ifPresent(of -> {
      body.put("conversation", of.conversation().toString()).put("first", of.first());
      if (!of.subject().isEmpty()) {
        body.put("subject", of.subject());
      }
      body.put("line", of.line());
    });
    return body;
  }

  /** Names the messages of a contact. */
  private static ObjectNode written(ObjectNode body, Optional<Turn> turn) {
    turn.ifPresent(of -> body.put("conversation", of.conversation().toString())
        .put("first", of.first())
        .put("last", of.last())
        .put("messages", of.messages()));
    return body;
  }

  private static ObjectNode times(ObjectNode body, ContactRecord contact, Instant end) {
    var answered = contact.connected();
    body.put("waited_ms", between(contact.arrived(), answered.orElse(end)));
    answered.ifPresent(
        began -> body.put("talked_ms", between(began, contact.wrapUp().orElse(end))));
    return body;
  }

  /** Never negative: the clock of the node that writes may be a little behind. */
  private static long between(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }

  private static ObjectNode body(Event event) {
    return Json.MAPPER.createObjectNode().put("event", word(event));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
