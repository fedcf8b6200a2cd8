package tandem.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.routing.Companion.Check.Objection;
import tandem.routing.Companion.Check.Ready;
import tandem.routing.Journal.Answered;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.RoutingEngine;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.FloorOwnership.Term;
import tandem.storage.InboxEvent;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/**
 * The engine's shell while this node owns the floor: one context, one connection, one transaction
 * at a time. Signals are decided at once; what was decided while a transaction was under way is
 * written together in the next one; only then is anything said. A failed write ends the term:
 * nothing unsaid was ever done.
 */
final class OwnedFloor {

  private static final Logger LOG = LoggerFactory.getLogger(OwnedFloor.class);

  /** Facts decided and not yet on disk; beyond it senders are asked to come again. */
  private static final int FACTS_IN_FLIGHT_MAX = 20_000;

  /** A transaction that takes longer is taken for lost. */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /**
   * After a failed batch this many signals are written one by one, so that a bad one fails alone.
   */
  private static final int ALONE_AFTER_FAILURE = 64;

  /** Events answered lately, so that a repeat on the heels of the first gets the first answer. */
  private static final int EVENTS_REMEMBERED_MAX = 10_000;

  private static final int FACTS_PER_SNAPSHOT = 20_000;

  /**
   * Signals with a companion that wait for their turn; beyond it senders are asked to come again.
   */
  private static final int ACCOMPANIED_MAX = 100;

  /** Told what a term has written, only after the commit. */
  interface Said {
    void said(long firstSeq, List<Fact> facts, Outbox.Written messages);
  }

  private record Waiting(Signal signal, Optional<InboxEvent> event, Promise<Decision> promise) {}

  private record Accompanied(
      Signal signal, Companion companion, Promise<Companion.Result> promise) {}

  private record Answer(Promise<Decision> promise, Decision decision) {}

  private static final class Batch {
    final List<Fact> facts = new ArrayList<>();
    final List<OutboxMessage> messages = new ArrayList<>();
    final List<Answered> events = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    Instant decidedUpTo = Instant.MIN;

    /** Of the companion of a signal in it; its transaction has begun. */
    Optional<Ready> checked = Optional.empty();

    boolean mustBeWritten() {
      return !facts.isEmpty() || !events.isEmpty();
    }

    boolean isEmpty() {
      return !mustBeWritten() && answers.isEmpty();
    }

    void answer() {
      answers.forEach(a -> a.promise().complete(a.decision()));
    }

    void fail(Throwable why) {
      answers.forEach(a -> a.promise().tryFail(why));
    }
  }

  private final Vertx vertx;
  private final InstantSource clock;
  private final Journal journal;
  private final Commands commands;
  private final CommittedFloor committed;
  private final Term term;
  private final PgConnection connection;
  private final RoutingEngine engine;
  private final Said said;
  private final Consumer<String> stepDown;
  private final Timer writing;
  private final Map<String, Future<Decision>> eventsLately = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Future<Decision>> eldest) {
      return size() > EVENTS_REMEMBERED_MAX;
    }
  };
  private final List<Waiting> waitingAlone = new ArrayList<>();
  private final Map<String, Companion.Writer> companions;
  private final List<Accompanied> accompanied = new ArrayList<>();

  private Batch batch = new Batch();
  private boolean isWriting;

  /** What was decided during a check that came to nothing is written before the next check. */
  private boolean batchFirst;

  private boolean ended;

  /** The engine failed in the middle of a signal: nothing it decides now can be trusted. */
  private boolean broken;

  private int aloneLeft;
  private long seq;

  /** The number of the last fact that was decided. */
  private long decided;

  private long factsSinceSnapshot;
  private Instant saidUpTo = Instant.EPOCH;
  private long timer = -1;

  OwnedFloor(
      Vertx vertx,
      InstantSource clock,
      Rules rules,
      Journal journal,
      Commands commands,
      Map<String, Companion.Writer> companions,
      CommittedFloor committed,
      Term term,
      PgConnection connection,
      boolean afterFailure,
      MeterRegistry meters,
      Said said,
      Consumer<String> stepDown) {
    this.vertx = vertx;
    this.clock = clock;
    this.journal = journal;
    this.commands = commands;
    this.companions = companions;
    this.committed = committed;
    this.term = term;
    this.connection = connection;
    this.engine = new RoutingEngine(
        rules, Floor.of(committed.floor().snapshot()), clock.instant(), this::decided);
    this.said = said;
    this.stepDown = stepDown;
    this.seq = term.seq();
    this.decided = term.seq();
    this.aloneLeft = afterFailure ? ALONE_AFTER_FAILURE : 0;
    this.writing = Timer.builder("tandem.journal.write")
        .description("one batch of facts, from its first statement to its commit")
        .publishPercentiles(0.5, 0.99)
        .register(meters);
  }

  /** Looks at what became due while nobody owned the floor; nobody is blamed for it. */
  void begin() {
    connection.closeHandler(_ -> {
      if (!ended) {
        stepDown.accept("the journal's connection was closed");
      }
    });
    dueBefore();
    writeThenSay();
  }

  /** No screen was told of what ran out in the meantime, and no answer could have been heard. */
  private void dueBefore() {
    var now = clock.instant();
    if (engine.nextDeadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
      handle(new Signal.ClockReached(saidUpTo));
    }
  }

  long epoch() {
    return term.epoch();
  }

  Future<Decision> tell(Signal signal, Optional<InboxEvent> event) {
    if (ended || broken) {
      return Future.failedFuture(notNow());
    }
    if (event.isPresent()) {
      var first = eventsLately.get(key(event.get()));
      if (first != null) {
        return first;
      }
    }
    if (batch.facts.size() >= FACTS_IN_FLIGHT_MAX || waitingAlone.size() >= FACTS_IN_FLIGHT_MAX) {
      return Future.failedFuture(notNow());
    }
    Promise<Decision> promise = Promise.promise();
    event.ifPresent(e -> eventsLately.put(key(e), promise.future()));
    if (aloneLeft > 0) {
      waitingAlone.add(new Waiting(signal, event, promise));
    } else {
      decide(signal, event, promise);
    }
    writeThenSay();
    return promise.future();
  }

  /**
   * The same for a signal with a companion. It is decided at the beginning of a batch's
   * transaction, after the companion was checked there, one such signal in each transaction.
   */
  Future<Companion.Result> tell(Signal signal, Companion companion) {
    if (ended || broken || accompanied.size() >= ACCOMPANIED_MAX) {
      return Future.failedFuture(notNow());
    }
    Promise<Companion.Result> promise = Promise.promise();
    accompanied.add(new Accompanied(signal, companion, promise));
    writeThenSay();
    return promise.future();
  }

  private void decide(Signal signal, Optional<InboxEvent> event, Promise<Decision> promise) {
    if (broken) {
      promise.fail(notNow());
      return;
    }
    Decision decision;
    try {
      clockReached();
      decision = handle(signal);
    } catch (RuntimeException e) {
      promise.fail(aloneLeft > 0 ? new Failure.Invalid("it cannot be decided") : notNow());
      broken(e);
      return;
    }
    event.ifPresent(e -> {
      if (decision instanceof Decision.Refused no && no.isForNow(signal)) {
        eventsLately.remove(key(e));
      } else {
        batch.events.add(new Answered(e, decision));
      }
    });
    batch.answers.add(new Answer(promise, decision));
  }

  private void broken(RuntimeException bug) {
    LOG.error("the engine failed epoch={}", term.epoch(), bug);
    broken = true;
    stepDown.accept("the engine failed");
  }

  private Decision handle(Signal signal) {
    var now = clock.instant();
    var decision = engine.handle(signal, now);
    if (decision instanceof Decision.Decided(var facts)) {
      batch.facts.addAll(facts);
    }
    batch.decidedUpTo = now;
    return decision;
  }

  /** A fact's messages follow from the floor as the fact has made it, written or not. */
  private void decided(Fact fact, Floor after) {
    batch.messages.addAll(commands.meantBy(++decided, fact, after));
  }

  private void clockReached() {
    var now = clock.instant();
    if (engine.nextDeadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
      handle(new Signal.ClockReached(isWriting || batch.mustBeWritten() ? saidUpTo : now));
    }
  }

  /**
   * Everything decided while the last batch was being written goes into the next one: group commit.
   */
  private void writeThenSay() {
    if (ended || broken || isWriting) {
      return;
    }
    if (!accompanied.isEmpty() && (!batchFirst || batch.isEmpty())) {
      batchFirst = false;
      armTimer();
      check(accompanied.removeFirst());
      return;
    }
    batchFirst = false;
    if (aloneLeft > 0 && !batch.mustBeWritten() && !waitingAlone.isEmpty()) {
      var next = waitingAlone.removeFirst();
      aloneLeft--;
      decide(next.signal(), next.event(), next.promise());
      if (aloneLeft == 0) {
        waitingAlone.forEach(w -> decide(w.signal(), w.event(), w.promise()));
        waitingAlone.clear();
      }
      if (broken) {
        return; // what was decided before it goes unsaid with it: senders come again
      }
    }
    armTimer();
    if (batch.mustBeWritten()) {
      write(take());
    } else {
      take().answer();
      if (!accompanied.isEmpty() || (aloneLeft > 0 && !waitingAlone.isEmpty())) {
        vertx.getOrCreateContext().runOnContext(_ -> writeThenSay());
      }
    }
  }

  /** What is decided while the companion is checked goes into the same transaction. */
  private void check(Accompanied next) {
    isWriting = true;
    var context = vertx.getOrCreateContext();
    var plan = engine.floor().plan();
    var overdue = vertx.setTimer(
        WRITE_LIMIT.toMillis(), _ -> stepDown.accept("a check took longer than " + WRITE_LIMIT));
    journal
        .begin(connection)
        .compose(_ -> Objects.requireNonNull(
                companions.get(next.companion().kind()), "no writer of this kind")
            .check(connection, plan, next.signal(), next.companion().body()))
        // a writer may have finished on a thread of its own
        .onComplete(found -> context.runOnContext(_ -> {
          vertx.cancelTimer(overdue);
          if (ended || broken) {
            next.promise().fail(notNow());
          } else if (found.succeeded()) {
            checked(next, plan, found.result());
          } else {
            LOG.warn("a companion cannot be checked error={}", found.cause().getMessage());
            giveUp();
            next.promise().fail(notNow());
          }
        }));
  }

  private void checked(Accompanied next, FloorPlan plan, Companion.Check found) {
    switch (found) {
      case Objection(var why) -> {
        giveUp();
        next.promise().complete(new Companion.Result.Objected(why));
      }
      case Ready ready -> {
        if (engine.floor().plan().equals(plan)) {
          decide(next, ready);
        } else {
          accompanied.addFirst(next); // the plan has changed meanwhile: it is checked anew
          giveUp();
        }
      }
    }
  }

  private void decide(Accompanied next, Ready ready) {
    Promise<Decision> decided = Promise.promise();
    decided
        .future()
        .<Companion.Result>map(decision -> new Companion.Result.Decided(decision, ready.answer()))
        .onComplete(next.promise());
    decide(next.signal(), Optional.empty(), decided);
    if (broken) {
      return;
    }
    if (batch.answers.getLast().decision() instanceof Decision.Decided) {
      batch.checked = Optional.of(ready);
      write(take());
    } else {
      giveUp();
    }
  }

  /** Ends the transaction that a check had begun; the batch is written in one of its own. */
  private void giveUp() {
    var overdue = vertx.setTimer(
        WRITE_LIMIT.toMillis(), _ -> stepDown.accept("a check could not be given up in time"));
    journal.giveUp(connection).onComplete(done -> {
      vertx.cancelTimer(overdue);
      if (ended) {
        return;
      }
      if (done.failed()) {
        stepDown.accept("a check cannot be given up: " + done.cause().getMessage());
        return;
      }
      isWriting = false;
      // imports that fail one after the other must not keep everything else from being written
      batchFirst = true;
      writeThenSay();
    });
  }

  private Batch take() {
    var taken = batch;
    batch = new Batch();
    return taken;
  }

  private void write(Batch written) {
    isWriting = true;
    var from = seq;
    var watch = Timer.start();
    var overdue = vertx.setTimer(
        WRITE_LIMIT.toMillis(), _ -> failed(written, "a batch took longer than " + WRITE_LIMIT));
    Future.succeededFuture()
        .compose(_ -> journal.append(
            connection,
            term.epoch(),
            from,
            written.facts,
            written.messages,
            written.events,
            written.checked,
            clock.instant()))
        .onComplete(result -> {
          vertx.cancelTimer(overdue);
          if (ended) {
            written.fail(
                notNow()); // perhaps it is on disk, perhaps not: the sender's repeat will tell
            return;
          }
          if (result.failed()) {
            failed(written, String.valueOf(result.cause().getMessage()));
            return;
          }
          watch.stop(writing);
          isWriting = false;
          seq = from + written.facts.size();
          saidUpTo = written.decidedUpTo;
          said.said(from + 1, written.facts, result.result());
          written.checked.ifPresent(ready -> ready.committed().run());
          written.answer();
          keepSnapshot(written.facts.size());
          writeThenSay();
        });
  }

  private void failed(Batch written, String why) {
    if (ended) {
      return;
    }
    if (written.answers.size() == 1 && aloneLeft > 0) {
      // it failed alone: the signal is bad, and repeating it would end the next term too
      LOG.error("a signal cannot be written and is refused epoch={} why={}", term.epoch(), why);
      written.fail(new Failure.Invalid("it cannot be stored"));
    } else {
      written.fail(notNow());
    }
    stepDown.accept(why);
  }

  private void armTimer() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    engine.nextDeadline().ifPresent(deadline -> {
      long left =
          Math.max(1, Duration.between(clock.instant(), deadline).plusMillis(1).toMillis());
      timer = vertx.setTimer(left, _ -> {
        timer = -1;
        if (!ended && !broken) {
          try {
            clockReached();
          } catch (RuntimeException e) {
            broken(e);
          }
          writeThenSay();
        }
      });
    });
  }

  private void keepSnapshot(int facts) {
    factsSinceSnapshot += facts;
    if (factsSinceSnapshot >= FACTS_PER_SNAPSHOT) {
      factsSinceSnapshot = 0;
      keep();
    }
  }

  /** Keeps the committed floor, so that a rebuild need not begin at the first fact. */
  Future<Void> keep() {
    return journal
        .keep(new Journal.Kept(committed.seq(), committed.floor().snapshot()), clock.instant())
        .onFailure(
            e -> LOG.warn("no snapshot kept seq={} error={}", committed.seq(), e.getMessage()));
  }

  /** Ends the term: everything undecided or unwritten is answered with "come again". */
  Future<Void> end() {
    ended = true;
    if (timer != -1) {
      vertx.cancelTimer(timer);
    }
    take().fail(notNow());
    waitingAlone.forEach(w -> w.promise().fail(notNow()));
    waitingAlone.clear();
    accompanied.forEach(w -> w.promise().fail(notNow()));
    accompanied.clear();
    return connection.close();
  }

  private static Failure notNow() {
    return new Failure.Unavailable("the floor cannot be written to at the moment", COME_AGAIN);
  }

  private static String key(InboxEvent event) {
    return event.source() + '\0' + event.event();
  }
}
