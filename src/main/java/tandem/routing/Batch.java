package tandem.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.document.Json;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.storage.Inbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The decisions that are written in one transaction, and the signals that they answer. If the batch
 * cannot be written because an event in it is a repeat, its signals are decided again.
 */
final class Batch {

  private record Answer(Told told, Decision decision) {}

  private record CheckedAnswer(
      Accompanied accompanied, Companion.Check.Ready ready, Decision decision) {}

  private final List<Fact> facts = new ArrayList<>();
  private List<String> bodies = List.of();
  private final List<OutboxMessage> messages = new ArrayList<>();
  private final List<Inbox.Answered> events = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<CheckedAnswer> checked = new ArrayList<>();
  private Instant decidedUpTo = Instant.MIN;
  private boolean hasDeadlines;

  void decided(Decision decision, Instant at) {
    if (decision instanceof Decision.Decided(var more)) {
      facts.addAll(more);
    }
    decidedUpTo = at;
  }

  /** The facts so far follow at least in part from deadlines, and not from a signal. */
  void passedDeadlines() {
    hasDeadlines = !facts.isEmpty();
  }

  void order(List<OutboxMessage> more) {
    messages.addAll(more);
  }

  /**
   * Adds an answer to give after the commit. Its event is stored unless the sender may repeat it.
   */
  void answer(Told told, Decision decision) {
    answers.add(new Answer(told, decision));
    told.event()
        .filter(_ -> !(decision instanceof Decision.Refused no && no.isForNow(told.signal())))
        .ifPresent(event -> events.add(new Inbox.Answered(event, DecisionJson.write(decision))));
  }

  void answer(Accompanied accompanied, Companion.Check.Ready ready, Decision decision) {
    checked.add(new CheckedAnswer(accompanied, ready, decision));
  }

  List<Fact> facts() {
    return facts;
  }

  /** The facts as JSON. No fact may be added after the first call. */
  List<String> bodies() {
    if (bodies.isEmpty()) {
      bodies = facts.stream().map(Json::write).toList();
    }
    return bodies;
  }

  List<OutboxMessage> messages() {
    return messages;
  }

  List<Inbox.Answered> events() {
    return events;
  }

  /** All facts decided up to this instant are in this batch or in one before it. */
  Instant decidedUpTo() {
    return decidedUpTo;
  }

  /** The companion that is written with the facts; its check has begun the transaction. */
  Optional<Companion.Check.Ready> companion() {
    return checked.stream()
        .filter(one -> one.decision() instanceof Decision.Decided)
        .map(CheckedAnswer::ready)
        .findFirst();
  }

  List<Told> told() {
    return answers.stream().map(Answer::told).toList();
  }

  List<Accompanied> accompanied() {
    return checked.stream().map(CheckedAnswer::accompanied).toList();
  }

  boolean mustBeWritten() {
    return !facts.isEmpty() || !events.isEmpty();
  }

  boolean isEmpty() {
    return !mustBeWritten() && answers.isEmpty() && checked.isEmpty();
  }

  /**
   * Whether all in the batch follows from a single signal, whose values are to blame if any are.
   */
  boolean isOfOne() {
    return answers.size() + checked.size() == 1 && !hasDeadlines;
  }

  void say() {
    answers.forEach(one -> one.told().answer(one.decision()));
    checked.forEach(one -> one.accompanied()
        .answer(new Companion.Result.Decided(one.decision(), one.ready().answer())));
  }

  void fail(Throwable why) {
    answers.forEach(one -> one.told().fail(why));
    checked.forEach(one -> one.accompanied().fail(why));
  }
}
