package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.cases.AddedEntry;
import tandem.cases.Attached;
import tandem.cases.CaseFile;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;
import tandem.cases.NewContact;
import tandem.cases.NewEntry;
import tandem.cases.Outcomes;
import tandem.cases.Timelines;
import tandem.conversations.Conversations;
import tandem.conversations.Turn;
import tandem.desk.Transactions;
import tandem.desk.timeline.ContactEntry;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.routing.ContactRecord;
import tandem.storage.Database;
import tandem.storage.GroupCommit;
import tandem.storage.OneStatement;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The writing of outcomes. One transaction writes the outcome, its timeline entry, the case's state
 * and the message to routing that the contact is finished. Outcomes that arrive during a
 * transaction share the next one. Each has an answer of its own: a refused outcome does not affect
 * the others.
 */
final class OutcomeWriting {

  private static final int GROUP_MAX = 100;
  private static final int WAITING_MAX = 10_000;

  /**
   * The outcome of a contact that is to be written.
   *
   * @param late whether the contact has been closed without an outcome
   * @param readTo the number of the last message that the agent saw, if they said so
   */
  record Telling(NewContact contact, Outcomes.Said said, boolean late, Optional<Integer> readTo) {

    ContactId id() {
      return contact.contact();
    }

    private Outcomes.Saying saying() {
      return new Outcomes.Saying(id(), contact.arrived(), said);
    }
  }

  /**
   * The rows that a transaction reads before it writes.
   *
   * @param turns the contacts of written conversations
   */
  private record Ground(
      Map<ContactId, Attached> attached,
      Map<ContactId, ContactRecord> ended,
      Map<ContactId, Turn> turns) {

    Attached attached(ContactId contact) {
      return Objects.requireNonNull(attached.get(contact));
    }

    /** Whether the contact is closed; it may have been closed after the floor was read. */
    boolean isClosed(Telling telling) {
      return telling.late() || Objects.requireNonNull(ended.get(telling.id())).isClosed();
    }
  }

  /** The answers in the order of the tellings; each returns an outcome or throws a failure. */
  private record Written(List<Supplier<ContactOutcome>> answers, List<AddedEntry> added) {}

  private final Transactions transactions;
  private final Cases cases;
  private final Timelines timelines;
  private final Outcomes outcomes;
  private final Conversations conversations;
  private final Outbox outbox;
  private final TimelineFeed feed;
  private final InstantSource clock;
  private final GroupCommit<Telling, Supplier<ContactOutcome>> together =
      new GroupCommit<>(GROUP_MAX, WAITING_MAX, this::write);

  OutcomeWriting(
      Database database,
      Cases cases,
      Timelines timelines,
      Outcomes outcomes,
      Conversations conversations,
      Outbox outbox,
      TimelineFeed feed,
      InstantSource clock) {
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.timelines = timelines;
    this.outcomes = outcomes;
    this.conversations = conversations;
    this.outbox = outbox;
    this.feed = feed;
    this.clock = clock;
  }

  /** Writes the outcome; returns the stored one if this is a repeat. */
  Future<ContactOutcome> add(Telling telling) {
    return together.add(telling).map(Supplier::get);
  }

  private Future<List<Supplier<ContactOutcome>>> write(List<Telling> group) {
    var now = clock.instant();
    return transactions.run(tx -> write(tx, group, now)).map(written -> {
      feed.say(written.added());
      return written.answers();
    });
  }

  private Future<Written> write(SqlConnection tx, List<Telling> group, Instant now) {
    Map<ContactId, NewContact> contacts = new LinkedHashMap<>();
    group.forEach(telling -> contacts.putIfAbsent(telling.id(), telling.contact()));
    var open =
        group.stream().filter(telling -> !telling.late()).map(Telling::id).toList();
    var sayings = group.stream().map(Telling::saying).toList();
    var statement = new OneStatement();
    outcomes.record(statement, sayings, now);
    ContactRecord.find(statement, open);
    // both statements are sent together; the histories are locked first
    var attaching = cases.attachAll(tx, List.copyOf(contacts.values()));
    var recording = statement.rows(tx, Outcomes.PART, ContactRecord.PART, "known = said_contact");
    return attaching.compose(attached -> recording.compose(rows -> {
      var ended = ContactRecord.found(rows);
      return turns(tx, group, ended)
          .map(turns -> new Ground(attached, ended, turns))
          .compose(ground -> withAttached(tx, group, outcomes.recorded(sayings, rows, now), now)
              .compose(recorded -> write(tx, group, recorded, ground, now)));
    }));
  }

  /** Notes up to which message the agents have read, and reads the contacts' messages. */
  private Future<Map<ContactId, Turn>> turns(
      SqlConnection tx, List<Telling> group, Map<ContactId, ContactRecord> ended) {
    Map<ContactId, Optional<Integer>> written = new LinkedHashMap<>();
    group.stream()
        .filter(telling -> Optional.ofNullable(ended.get(telling.id()))
            .filter(contact -> contact.channel().isWritten())
            .isPresent())
        .forEach(telling -> written.putIfAbsent(telling.id(), telling.readTo()));
    return conversations
        .readTo(tx, written)
        .compose(_ -> conversations.turns(tx, written.keySet()));
  }

  /** Records again the outcomes of contacts that have only now got their case. */
  private Future<List<Outcomes.Recorded>> withAttached(
      SqlConnection tx, List<Telling> group, List<Outcomes.Recorded> recorded, Instant now) {
    var places = IntStream.range(0, group.size())
        .filter(i -> recorded.get(i) instanceof Outcomes.Unattached)
        .boxed()
        .toList();
    return outcomes
        .recordAll(tx, places.stream().map(i -> group.get(i).saying()).toList(), now)
        .map(again -> {
          var all = new ArrayList<>(recorded);
          for (int i = 0; i < places.size(); i++) {
            all.set(places.get(i), again.get(i));
          }
          return all;
        });
  }

  private Future<Written> write(
      SqlConnection tx,
      List<Telling> group,
      List<Outcomes.Recorded> recorded,
      Ground ground,
      Instant now) {
    var entries = entries(group, recorded, ground, now);
    var fresh = recorded.stream()
        .flatMap(one ->
            one instanceof Outcomes.Fresh written ? Stream.of(written.outcome()) : Stream.empty())
        .toList();
    var messages = IntStream.range(0, group.size())
        .filter(i -> !group.get(i).late())
        .mapToObj(recorded::get)
        .flatMap(one -> one instanceof Outcomes.Fresh written
            ? Stream.of(finished(written.outcome()))
            : Stream.empty())
        .toList();
    var telling = timelines
        .write(tx, entries, ground.attached().values())
        .compose(added -> withLate(tx, fresh, added));
    var last = new OneStatement();
    if (!fresh.isEmpty()) {
      Drafts.end(last, fresh.stream().map(ContactOutcome::contact).toList());
    }
    return Future.all(telling, outbox.put(tx, last, messages, now))
        .map(_ -> new Written(answers(group, recorded), telling.result()));
  }

  private static List<NewEntry> entries(
      List<Telling> group, List<Outcomes.Recorded> recorded, Ground ground, Instant now) {
    var entries = new ArrayList<NewEntry>();
    Map<CaseId, CaseFile.State> states = new HashMap<>();
    var untold = new HashMap<>(ground.attached());
    for (int i = 0; i < group.size(); i++) {
      var telling = group.get(i);
      var attached = ground.attached(telling.id());
      states.putIfAbsent(attached.caseId(), attached.before());
      if (untold.remove(telling.id()) != null) {
        attached.reopening().ifPresent(reopening -> {
          entries.add(reopening);
          states.put(attached.caseId(), CaseFile.State.OPEN);
        });
      }
      if (recorded.get(i) instanceof Outcomes.Fresh(var outcome, boolean cameBack)) {
        entries.add(
            telling.late()
                ? ContactEntry.late(outcome)
                : ContactEntry.ended(
                    outcome,
                    Objects.requireNonNull(ground.ended().get(telling.id())),
                    Optional.ofNullable(ground.turns().get(telling.id()))));
        // a late outcome does not resolve a case on which the customer has come back
        if (outcome.resolves() && !(cameBack && ground.isClosed(telling))) {
          CaseStates.resolved(
                  outcome.caseId(),
                  Objects.requireNonNull(states.get(outcome.caseId())),
                  outcome.agent(),
                  outcome.contact(),
                  now)
              .ifPresent(resolving -> {
                entries.add(resolving);
                states.put(outcome.caseId(), CaseFile.State.RESOLVED);
              });
        }
      }
    }
    return entries;
  }

  /**
   * Adds the outcomes that are not yet on the timeline. Usually an outcome is the entry of its
   * contact's end. If the contact was closed without an outcome, the outcome is an entry of its
   * own.
   */
  private Future<List<AddedEntry>> withLate(
      SqlConnection tx, List<ContactOutcome> fresh, List<AddedEntry> added) {
    var told = added.stream()
        .map(AddedEntry::entry)
        .filter(entry -> entry.kind() == Entry.Kind.OUTCOME)
        .map(entry -> entry.contact().orElseThrow())
        .toList();
    return timelines
        .write(
            tx,
            fresh.stream()
                .filter(outcome -> !told.contains(outcome.contact()))
                .map(ContactEntry::late)
                .toList())
        .map(late -> Stream.concat(added.stream(), late.stream()).toList());
  }

  private static List<Supplier<ContactOutcome>> answers(
      List<Telling> group, List<Outcomes.Recorded> recorded) {
    return IntStream.range(0, group.size())
        .<Supplier<ContactOutcome>>mapToObj(i -> () -> switch (recorded.get(i)) {
          case Outcomes.Fresh fresh -> fresh.outcome();
          case Outcomes.Standing standing ->
            Outcomes.same(standing.outcome(), group.get(i).said());
          case Outcomes.Unknown unknown -> throw unknown.failure();
          case Outcomes.Unattached _ ->
            throw new IllegalStateException("contact " + group.get(i).id() + " got no case");
        })
        .toList();
  }

  private static OutboxMessage finished(ContactOutcome outcome) {
    return new OutboxMessage(
        "finished:" + outcome.contact(),
        DeskMessages.DESTINATION,
        outcome.contact().toString(),
        DeskMessages.CONTACT_FINISHED,
        Json.write(Map.of(
            "contact", outcome.contact(),
            "agent", outcome.agent(),
            "outcome", outcome.outcome())));
  }
}
