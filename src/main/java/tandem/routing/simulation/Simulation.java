package tandem.routing.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tandem.base.OfferId;
import tandem.base.SteadyClock;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Fact.OfferEnd;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorSnapshot;
import tandem.routing.engine.RoutingEngine;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * One random day from one seed. The engine decides and the witness checks every fact. A second
 * floor is built from the facts alone and must be equal. Halfway, a second engine continues from a
 * snapshot and must decide everything alike.
 */
public final class Simulation {

  private static final Instant NINE = Instant.parse("2026-02-02T09:00:00Z");

  private final long seed;
  private final Random random;
  private final SitePlanner planner;
  private final Crowd crowd;
  private final Bug bug;
  private final Rules rules;
  private final RoutingEngine engine;
  private final Witness witness;
  private final Floor replayed = new Floor();
  private final List<RoutingEngine> successors = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private final List<Fact> journal = new ArrayList<>();

  /** The true time. The engine is told the time of a steady clock. */
  private Instant now = NINE;

  /** The difference of the machine's wall clock, which is set from time to time. */
  private Duration off = Duration.ZERO;

  private final SteadyClock clock =
      new SteadyClock(() -> now.plus(off), () -> Duration.between(NINE, now).toNanos(), _ -> {});
  private final Map<OfferId, Ringing> ringing = new HashMap<>();
  private Instant said = NINE;
  private boolean stalled;
  private int accepted;
  private int refused;

  /** An open offer: the true time of its beginning, and how long it should be open. */
  private record Ringing(Instant since, Duration ring) {}

  private Simulation(long seed, Bug bug) {
    this.seed = seed;
    this.bug = bug;
    this.random = new Random(seed);
    var agreed = rules(random);
    this.rules = bug.kept(agreed);
    this.engine = new RoutingEngine(rules);
    this.witness = new Witness(agreed);
    this.planner = new SitePlanner(random);
    this.crowd = new Crowd(random, planner);
  }

  /** Each day has other times. */
  private static Rules rules(Random random) {
    return new Rules(
        Duration.ofSeconds(5 + random.nextInt(60)),
        Duration.ofSeconds(10 + random.nextInt(110)),
        Duration.ofSeconds(10 + random.nextInt(50)),
        Duration.ofSeconds(1 + random.nextInt(10)),
        Duration.ofMinutes(3 + random.nextInt(60)),
        Duration.ofSeconds(90 + random.nextInt(200)),
        Duration.ofSeconds(1 + random.nextInt(15)),
        Duration.ofSeconds(15 + random.nextInt(60)),
        Rules.STANDARD.contactsMax(),
        Rules.STANDARD.rememberedMax(),
        Rules.STANDARD.agentsMax(),
        Rules.STANDARD.queuesMax());
  }

  /** Plays a day with this number of signals. */
  public static Report run(long seed, int signals) {
    return run(seed, signals, snapshot -> snapshot, Bug.NONE);
  }

  /** Plays a day; the snapshot halfway goes through this function. */
  static Report run(long seed, int signals, UnaryOperator<FloorSnapshot> paper) {
    return run(seed, signals, paper, Bug.NONE);
  }

  /** Plays a day on an engine with a fault. */
  static Report run(long seed, int signals, Bug bug) {
    return run(seed, signals, snapshot -> snapshot, bug);
  }

  private static Report run(long seed, int signals, UnaryOperator<FloorSnapshot> paper, Bug bug) {
    var simulation = new Simulation(seed, bug);
    simulation.play(signals, paper);
    return simulation.report(signals);
  }

  private void play(int signals, UnaryOperator<FloorSnapshot> paper) {
    for (int step = 0; step < signals; step++) {
      if (step == signals / 2) {
        successors.add(takeOver(paper));
      }
      var signal = step == 0 ? new Signal.FloorPlanned(planner.site()) : next();
      try {
        tell(signal);
      } catch (RuntimeException e) {
        throw new IllegalStateException("seed " + seed + ", signal " + step + ": " + signal, e);
      }
    }
    if (!replayed.equals(engine.floor())) {
      differences.add("the floor built from the facts differs from the engine's own");
    }
  }

  private RoutingEngine takeOver(UnaryOperator<FloorSnapshot> paper) {
    var floor = Floor.of(paper.apply(engine.floor().snapshot()));
    if (!floor.equals(engine.floor())) {
      differences.add("the floor built from the snapshot differs from the engine's own");
    }
    return new RoutingEngine(rules, floor);
  }

  private Signal next() {
    if (random.nextInt(60) == 0) {
      return outage();
    }
    passTime();
    var time = clock.instant();
    var due = engine.nextDeadline().filter(deadline -> !deadline.isAfter(time));
    return due.isPresent() && random.nextInt(6) > 0
        ? new Signal.ClockReached(said)
        : crowd.next(engine.floor(), time);
  }

  /** Nothing is written for a while, nor decided, and nobody hears that the floor goes on. */
  private Signal outage() {
    var from = clock.instant();
    now = now.plusMillis(random.nextInt(3) == 0 ? random.nextInt(120_000) : random.nextInt(5_000));
    // the measured time is a little longer, because the last sign of life came before
    var lost = Duration.between(from, clock.instant()).plusMillis(random.nextInt(1_000));
    said = clock.instant();
    return new Signal.TimeLost(lost);
  }

  /**
   * Lets time pass. There are bursts, pauses, times when the database does not write, and times
   * when the wall clock is set.
   */
  private void passTime() {
    now = now.plusMillis(
        switch (random.nextInt(20)) {
          case 0 -> random.nextInt(60_000);
          case 1, 2, 3, 4, 5 -> random.nextInt(4_000);
          case 6, 7, 8, 9, 10 -> random.nextInt(500);
          default -> 0;
        });
    if (random.nextInt(stalled ? 10 : 50) == 0) {
      stalled = !stalled;
    }
    if (random.nextInt(200) == 0) {
      off = off.plusSeconds(random.nextInt(40_000) - 20_000);
    }
    said = stalled ? said : clock.instant();
  }

  private void tell(Signal signal) {
    var time = clock.instant();
    var told = bug.told(signal);
    witness.told(signal, time);
    var decision = engine.handle(told, time);
    successors.forEach(successor -> {
      if (!successor.handle(told, time).equals(decision)) {
        differences.add("the second engine decided " + signal + " differently");
      }
    });
    switch (decision) {
      case Decision.Decided(var facts) -> {
        accepted++;
        bug.decided(facts).forEach(witness::sees);
        facts.forEach(fact -> {
          replayed.apply(fact);
          rings(fact);
        });
        journal.addAll(facts);
        witness.settled(time);
        if (signal instanceof Signal.ClockReached) {
          witness.clockReached(time);
        }
      }
      case Decision.Refused _ -> {
        refused++;
        witness.refused(signal);
      }
    }
  }

  /** Checks that an offer that expired was open for its time, apart from the clock's drift. */
  private void rings(Fact fact) {
    switch (fact) {
      case Fact.Offered f ->
        ringing.put(f.offer(), new Ringing(now, Duration.between(f.at(), f.expiresAt())));
      case Fact.OfferClosed f
      when f.why() == OfferEnd.EXPIRED || f.why() == OfferEnd.UNSHOWN -> {
        var begun = Objects.requireNonNull(ringing.remove(f.offer()));
        var rang = Duration.between(begun.since(), now);
        if (rang.compareTo(begun.ring().multipliedBy(9).dividedBy(10)) < 0) {
          differences.add(f.offer() + " was open for " + rang + " only");
        }
      }
      case Fact.Accepted f -> ringing.remove(f.offer());
      case Fact.OfferClosed f -> ringing.remove(f.offer());
      case Fact.Queued _,
          Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Moved _,
          Fact.Linked _,
          Fact.Identified _,
          Fact.Heard _,
          Fact.Abandoned _,
          Fact.LeftEarly _ -> {}
      case Fact.Connected _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _,
          Fact.Finished _ -> {}
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> {}
    }
  }

  private Report report(int signals) {
    var kinds = new TreeMap<String, Integer>();
    journal.forEach(fact -> kinds.merge(fact.getClass().getSimpleName(), 1, Integer::sum));
    var violations = new ArrayList<>(witness.violations());
    violations.addAll(differences);
    return new Report(
        seed,
        signals,
        accepted,
        refused,
        kinds,
        witness.joinedLate(),
        witness.blended(),
        witness.returned(),
        witness.passedOn(),
        fingerprint(),
        violations);
  }

  /** A hash of all facts except floor documents, because their maps have no order. */
  private String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      journal.stream()
          .filter(fact -> !(fact instanceof Fact.FloorPlanned))
          .forEach(fact -> digest.update(fact.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
