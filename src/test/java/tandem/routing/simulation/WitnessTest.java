package tandem.routing.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Fact.OfferEnd;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.FloorPlan.ChannelTerms;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * Goal: no bug of the engine escapes the witness. Method: faults are planted one at a time; on one
 * of a hundred random days the witness must name each for what it is. Without a fault it finds
 * nothing on these days ({@link SimulationTest}).
 */
class WitnessTest {

  private static final int DAYS = 100;

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "time in which nothing could be written counts",
            "were lost and this is not noted",
            () -> misheard(signal -> signal instanceof Signal.TimeLost
                ? new Signal.ClockReached(Instant.EPOCH)
                : signal)),
        fault(
            "less time was lost than the engine was told",
            "does not follow from",
            () -> misheard(signal -> signal instanceof Signal.TimeLost(var lost)
                ? new Signal.TimeLost(lost.dividedBy(2))
                : signal)),
        fault(
            "deadlines are judged before carriers have repeated their reports",
            "leaves the wrong time to repeat",
            () -> keeping(rules -> new Rules(
                rules.reofferPause(),
                rules.lostGrace(),
                rules.bridgeWithin(),
                rules.echoWithin(),
                rules.silenceMax(),
                rules.askingSilenceMax(),
                Duration.ZERO,
                rules.heardEvery(),
                rules.contactsMax(),
                rules.rememberedMax(),
                rules.agentsMax(),
                rules.queuesMax()))),
        fault(
            "agents get more contacts than they have slots",
            "is offered to full|has too many contacts",
            () -> new Misread(WitnessTest::withMoreSlots)),
        fault(
            "a contact blocks no other channel",
            "is offered to full|which .* blocks",
            () -> new Misread(channels(t -> terms(t, t.slots(), Set.of(), t.customer())))),
        fault(
            "skills do not count",
            "who is not able",
            () -> new Misread(queues(queue -> queue(queue, Map.of(), queue.offerTimeout())))),
        fault(
            "agents get contacts of channels that they do not take",
            "who is not able",
            () -> new Misread(agents(WitnessTest::takesEverything))),
        fault(
            "offers stay open for too long",
            "is open for the wrong time",
            () -> new Misread(queues(
                queue -> queue(queue, queue.skills(), queue.offerTimeout().plusSeconds(1))))),
        fault(
            "a patient customer leaves",
            "patient .* has left",
            () -> new Misread(
                channels(t -> terms(t, t.slots(), t.blocks(), FloorPlan.Customer.LIVE)))),
        fault(
            "a contact is offered to two agents",
            "is offered twice",
            () -> changed(
                Fact.Offered.class,
                f -> List.of(
                    f,
                    new Fact.Offered(
                        new OfferId(f.offer().contact(), f.offer().attempt() + 1),
                        f.agent(),
                        f.choice(),
                        f.expiresAt(),
                        f.at())))),
        fault(
            "contacts overtake each other in their line",
            "overtakes",
            () -> changed(
                Fact.Queued.class,
                f -> List.of(new Fact.Queued(
                    f.contact(),
                    f.channel(),
                    f.queue(),
                    f.endpoint(),
                    f.customer(),
                    f.headStart(),
                    f.arrived().minusSeconds(Math.floorMod(f.contact().hashCode(), 600)),
                    f.at())))),
        fault(
            "another agent than the next gets the offer",
            "went to .*, not to",
            () -> changed(
                Fact.Offered.class,
                f -> List.of(new Fact.Offered(
                    f.offer(),
                    f.choice().runnerUp().orElse(f.agent()),
                    f.choice(),
                    f.expiresAt(),
                    f.at())))),
        fault(
            "a contact waits although an agent is free",
            "waits beside free",
            () -> changed(
                Fact.Offered.class,
                f -> f.offer().contact().hashCode() % 20 == 0 ? List.of() : List.of(f))),
        fault(
            "offers do not end",
            "is OFFERED past its deadline",
            () -> changed(
                Fact.OfferClosed.class,
                f -> f.why() == OfferEnd.EXPIRED || f.why() == OfferEnd.UNSHOWN
                    ? List.of()
                    : List.of(f))),
        fault(
            "an offer stays open that a new plan leaves no room for",
            "has too many contacts|which .* blocks",
            WitnessTest::planningWithoutWithdrawing),
        fault(
            "an agent who missed an offer stays ready",
            "missed an offer and is still ready",
            () -> changed(
                Fact.PresenceChanged.class,
                f -> f.presence().equals(new Presence.NotReady(Presence.MISSED_OFFER))
                    ? List.of()
                    : List.of(f))),
        fault(
            "accepting an immediate link connects nobody",
            "is not connected at once",
            () -> connectedWhen(false)),
        fault(
            "accepting connects before the carrier does",
            "went from TALKS to TALKS",
            () -> connectedWhen(true)),
        fault(
            "the carrier gets more time for a bridge",
            "has the wrong bridge deadline",
            () -> keeping(r -> rules(
                r.reofferPause(),
                r.lostGrace(),
                r.bridgeWithin().plusMillis(1),
                r.silenceMax(),
                r))),
        fault(
            "a lost agent gets less time",
            "has the wrong grace",
            () -> keeping(r -> rules(
                r.reofferPause(),
                r.lostGrace().minusMillis(1),
                r.bridgeWithin(),
                r.silenceMax(),
                r))),
        fault(
            "a contact goes back at once to who declined it",
            "is offered again to",
            () -> keeping(
                r -> rules(Duration.ZERO, r.lostGrace(), r.bridgeWithin(), r.silenceMax(), r))),
        fault(
            "a silent customer is kept",
            "was silent for too long",
            () -> keeping(r -> rules(
                r.reofferPause(),
                r.lostGrace(),
                r.bridgeWithin(),
                r.silenceMax().multipliedBy(2),
                r))),
        fault(
            "a customer is taken for silent too soon",
            "was not silent",
            () -> keeping(r -> rules(
                r.reofferPause(),
                r.lostGrace(),
                r.bridgeWithin(),
                r.silenceMax().dividedBy(2),
                r))),
        fault(
            "a contact that moves stays where it was",
            "did not move|is offered twice|who is not able",
            () -> changed(Fact.Moved.class, _ -> List.of())),
        fault(
            "a contact that moves comes in a second time",
            "came twice",
            () -> changed(Fact.Moved.class, f -> List.of(f, comesAgain(f)))),
        fault(
            "a contact that moves gets ahead of those who came before it",
            "overtakes",
            () ->
                changed(Fact.Moved.class, f -> List.of(moved(f, f.headStart().minusSeconds(900))))),
        fault(
            "a contact that moves loses its priority",
            "lost its head start",
            () ->
                changed(Fact.Moved.class, f -> List.of(moved(f, f.headStart().minusSeconds(900))))),
        fault(
            "a contact that moves does not say where it was",
            "left .*, and was in",
            () -> changed(
                Fact.Moved.class,
                f -> List.of(moved(
                    f,
                    f.left().map(left -> new Fact.Left(left.queue(), Optional.empty())),
                    f.handOver(),
                    f.headStart())))),
        fault(
            "a hand-over to another department is not told",
            "is handed over as Optional.empty, not as",
            () -> changed(
                Fact.Moved.class,
                f -> List.of(moved(f, f.left(), Optional.empty(), f.headStart())))),
        fault(
            "a contact waits on for an agent who declined it",
            "was closed and it did not move",
            () -> changed(
                Fact.Moved.class,
                f -> f.why() == Fact.MoveReason.REQUEUED ? List.of() : List.of(f))),
        fault(
            "the agent of the last contact is not preferred",
            "prefers Optional.empty, and should prefer Optional.Preferred",
            () -> misheard(
                signal -> signal instanceof Signal.ContactArrived s ? stranger(s) : signal)),
        fault(
            "the agent of the last contact is preferred for too long",
            "and should prefer",
            () -> new Misread(queues(queue -> preferring(queue, 1)))),
        fault(
            "a queue prefers agents that should prefer nobody",
            "and should prefer Optional.empty",
            () -> new Misread(queues(queue -> preferring(queue, 60)))),
        fault(
            "the agent of the last contact is preferred although they are away",
            "and should prefer Optional.empty",
            WitnessTest::preferringEverybody),
        fault(
            "a contact is offered to another agent than the preferred one",
            "who is not able",
            () -> changed(
                Fact.Offered.class,
                f -> f.choice().preferredUntil().isPresent()
                    ? List.of(new Fact.Offered(
                        f.offer(), new AgentId("agent0"), f.choice(), f.expiresAt(), f.at()))
                    : List.of(f))),
        fault(
            "an offer does not say that its agent is preferred",
            "is explained wrongly",
            () -> changed(
                Fact.Offered.class,
                f -> List.of(new Fact.Offered(
                    f.offer(), f.agent(), unpreferred(f.choice()), f.expiresAt(), f.at())))),
        fault(
            "a contact waits for its preferred agent for ever",
            "alone past its deadline",
            () -> changed(
                Fact.Moved.class,
                f -> f.why() == Fact.MoveReason.REQUEUED ? List.of() : List.of(f))),
        fault(
            "a contact waits for its preferred agent who is away",
            "alone, who is away",
            () -> changed(
                Fact.Moved.class,
                f -> f.why() == Fact.MoveReason.REQUEUED ? List.of() : List.of(f))),
        fault(
            "a contact is taken from its preferred agent too soon",
            "whom it preferred, too soon",
            () -> changed(Fact.Queued.class, WitnessTest::releasedAtOnce)),
        fault(
            "a callback comes before it is due",
            "waits before it is due",
            () -> changed(
                Fact.Scheduled.class, f -> List.of(scheduled(f, f.dueAt().plusSeconds(1))))),
        fault(
            "a callback is forgotten",
            "is due and does not wait",
            WitnessTest::forgettingCallbacks),
        fault(
            "a callback that was cancelled is kept",
            "is due and does not wait",
            () -> changed(Fact.Cancelled.class, _ -> List.of())),
        fault(
            "a contact that waits is cancelled",
            "is cancelled while WAITS",
            () -> changed(
                Fact.Queued.class,
                f -> List.of(f, new Fact.Cancelled(f.contact(), "taken_back", f.at())))),
        fault(
            "two contacts are with one customer's telephone",
            "is at the same end as",
            () -> changed(
                Fact.Linked.class,
                f -> List.of(new Fact.Linked(
                    f.contact(), new Endpoint("carrier", "same"), f.bridgeBy(), f.at())))),
        fault(
            "a bridge is expected before the customer who is called back is reached",
            "has the wrong bridge deadline",
            WitnessTest::expectingBridges),
        fault(
            "nobody waits for a bridge to the customer who has been reached",
            "has the wrong bridge deadline",
            () -> changed(
                Fact.Linked.class,
                f ->
                    List.of(new Fact.Linked(f.contact(), f.endpoint(), Optional.empty(), f.at())))),
        fault(
            "an agent is not ready because the customer was not reached",
            "is not ready because of a customer",
            () -> changed(
                Fact.BridgeFailed.class,
                f -> List.of(
                    f,
                    new Fact.PresenceChanged(
                        f.agent(), new Presence.NotReady(Presence.BRIDGE_FAILED), f.at())))),
        fault(
            "a hold that the agent asks for is not told to the carrier",
            "ON_HOLD, asked=false], and the signal means .*ON_HOLD, asked=true",
            () -> changed(Fact.Held.class, f -> List.of(held(f, false)))),
        fault(
            "a hold that the carrier reports is sent back to it",
            "ON_HOLD, asked=true], and the signal means .*ON_HOLD, asked=false",
            () -> changed(Fact.Held.class, f -> List.of(held(f, true)))),
        fault(
            "a resume that the agent asks for is not told to the carrier",
            "TALKS, asked=false], and the signal means .*TALKS, asked=true",
            () -> changed(Fact.Resumed.class, f -> List.of(resumed(f, false)))),
        fault(
            "a resume that the carrier reports is sent back to it",
            "TALKS, asked=true], and the signal means .*TALKS, asked=false",
            () -> changed(Fact.Resumed.class, f -> List.of(resumed(f, true)))),
        fault(
            "the echo of a hold puts the customer on hold again",
            "ON_HOLD, asked=false], and the signal means no hold",
            () -> keeping(r -> hearing(Duration.ZERO, r.heardEvery(), r))),
        fault(
            "the echo of a resume takes the customer from hold",
            "TALKS, asked=false], and the signal means no hold",
            () -> keeping(r -> hearing(Duration.ZERO, r.heardEvery(), r))),
        fault(
            "a report is taken for an echo long after the agent's wish",
            "asked=false] does not follow",
            () -> keeping(r -> hearing(r.echoWithin().multipliedBy(20), r.heardEvery(), r))),
        fault(
            "a hold that the carrier could not make is taken for an echo",
            "TALKS, asked=false] does not follow",
            () -> misheard(signal ->
                signal instanceof Signal.HoldFailed s ? new Signal.Resumed(s.contact()) : signal)),
        fault(
            "a resume that the carrier could not make is taken for an echo",
            "ON_HOLD, asked=false] does not follow",
            () -> misheard(signal ->
                signal instanceof Signal.ResumeFailed s ? new Signal.Held(s.contact()) : signal)),
        fault(
            "every report that a caller still waits is noted",
            "is noted as heard too often",
            () -> keeping(r -> hearing(r.echoWithin(), Duration.ZERO, r))),
        fault(
            "a report that a caller still waits is not noted for too long",
            "was heard and this is not noted",
            () -> keeping(r -> hearing(r.echoWithin(), r.heardEvery().multipliedBy(2), r))),
        fault(
            "a silent customer is said to have hung up",
            "has left as hung_up, not as silent",
            () -> changed(
                Fact.Abandoned.class,
                f -> List.of(
                    new Fact.Abandoned(f.contact(), f.agent(), "hung_up", f.isShort(), f.at())))),
        fault(
            "the carrier hangs up a call whose caller has hung up",
            "is hung up: true",
            () -> changed(
                Fact.Finished.class,
                f ->
                    List.of(new Fact.Finished(f.contact(), f.agent(), f.outcome(), true, f.at())))),
        fault(
            "the carrier lets a call go on that the agent has finished",
            "is hung up: false",
            () -> changed(
                Fact.Finished.class,
                f -> List.of(
                    new Fact.Finished(f.contact(), f.agent(), f.outcome(), false, f.at())))),
        fault(
            "the end of a contact is forgotten",
            "came again|came twice|is finished by a stranger|waits beside free|which is not here",
            () -> changed(Fact.Abandoned.class, _ -> List.of())));
  }

  private static Arguments fault(String name, String finding, Supplier<Bug> bug) {
    return Arguments.of(name, finding, bug);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void the_witness_names_every_fault(String name, String finding, Supplier<Bug> bug) {
    var pattern = Pattern.compile(finding);

    var first = LongStream.range(0, DAYS)
        .mapToObj(seed -> Simulation.run(seed, 1_000, bug.get()))
        .flatMap(report -> report.violations().stream())
        .filter(violation -> pattern.matcher(violation).find())
        .findFirst();

    assertThat(first).as(name).isPresent();
  }

  /** A wrong constant of the engine would be wrong in the witness too. */
  @Test
  void the_witness_takes_no_constant_from_the_engine() {
    var constants = DescribedPredicate.<JavaFieldAccess>describe(
        "constants of the engine",
        access -> access.getTargetOwner().getPackageName().equals("tandem.routing.engine")
            && !access.getTargetOwner().isEnum()
            && access
                .getTarget()
                .resolveMember()
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .isPresent());
    noClasses()
        .that()
        .haveSimpleName("Witness")
        .or()
        .haveSimpleNameEndingWith("Rules")
        .or()
        .haveSimpleName("Terms")
        .or()
        .haveSimpleName("SeenFloor")
        .should()
        .accessFieldWhere(constants)
        .check(new ClassFileImporter().importPackages("tandem.routing.simulation"));
  }

  // ---- the engine decides something else

  private static <F extends Fact> Bug changed(Class<F> kind, Function<F, List<Fact>> instead) {
    return new Bug() {
      @Override
      public List<Fact> decided(List<Fact> facts) {
        return facts.stream()
            .flatMap(fact ->
                kind.isInstance(fact) ? instead.apply(kind.cast(fact)).stream() : Stream.of(fact))
            .toList();
      }
    };
  }

  private static Fact.Held held(Fact.Held f, boolean asked) {
    return new Fact.Held(f.contact(), f.agent(), asked, f.at());
  }

  private static Fact.Resumed resumed(Fact.Resumed f, boolean asked) {
    return new Fact.Resumed(f.contact(), f.agent(), asked, f.at());
  }

  private static Fact.Moved moved(Fact.Moved f, Duration headStart) {
    return moved(f, f.left(), f.handOver(), headStart);
  }

  private static Fact.Moved moved(
      Fact.Moved f,
      Optional<Fact.Left> left,
      Optional<Fact.HandOver> handOver,
      Duration headStart) {
    return new Fact.Moved(
        f.contact(), f.to(), f.why(), f.from(), left, handOver, headStart, f.at());
  }

  private static Fact.Scheduled scheduled(Fact.Scheduled f, Instant dueAt) {
    return new Fact.Scheduled(
        f.contact(), f.channel(), f.queue(), f.customer(), f.headStart(), dueAt, f.at());
  }

  private static Fact.Choice unpreferred(Fact.Choice choice) {
    return new Fact.Choice(
        choice.strategy(),
        choice.idleSince(),
        choice.proficiency(),
        choice.able(),
        choice.runnerUp());
  }

  private static List<Fact> releasedAtOnce(Fact.Queued f) {
    return f.preferred()
        .<List<Fact>>map(preferred -> List.of(
            f,
            new Fact.Moved(
                f.contact(),
                new Destination.ToQueue(f.queue()),
                Fact.MoveReason.REQUEUED,
                Optional.empty(),
                Optional.of(new Fact.Left(f.queue(), Optional.of(preferred.agent()))),
                Optional.empty(),
                f.headStart(),
                f.at())))
        .orElse(List.of(f));
  }

  /** Every contact that comes prefers an agent who does not ask for work. */
  private static Bug preferringEverybody() {
    return changed(
        Fact.Queued.class,
        f -> List.of(new Fact.Queued(
            f.contact(),
            f.channel(),
            f.queue(),
            f.endpoint(),
            f.customer(),
            f.headStart(),
            f.arrived(),
            f.preferred()
                .or(() ->
                    Optional.of(new Fact.Preferred(new AgentId("agent0"), f.at().plusSeconds(9)))),
            f.at())));
  }

  private static Signal stranger(Signal.ContactArrived s) {
    return new Signal.ContactArrived(
        s.contact(),
        s.channel(),
        s.queue(),
        s.endpoint(),
        s.customer(),
        s.headStart(),
        s.arrived());
  }

  private static Fact comesAgain(Fact.Moved f) {
    var queue = f.to() instanceof Destination.ToQueue(var id) ? id : new QueueId("queue0");
    return new Fact.Queued(
        f.contact(),
        Channel.CALL,
        queue,
        Optional.of(new Endpoint("carrier", "again")),
        new CustomerId(f.contact().value()),
        f.headStart(),
        f.at(),
        f.at());
  }

  /** A plan changes nothing for what is there. */
  private static Bug planningWithoutWithdrawing() {
    return new Bug() {
      @Override
      public List<Fact> decided(List<Fact> facts) {
        return facts.stream().anyMatch(Fact.FloorPlanned.class::isInstance)
            ? facts.subList(0, 1)
            : facts;
      }
    };
  }

  /** What was scheduled never waits. */
  private static Bug forgettingCallbacks() {
    var scheduled = new HashSet<ContactId>();
    return changed(Fact.class, fact -> switch (fact) {
      case Fact.Scheduled f -> {
        scheduled.add(f.contact());
        yield List.of(f);
      }
      case Fact.Queued f -> scheduled.contains(f.contact()) ? List.of() : List.of(f);
      case Fact.OfPlan f -> List.of(f);
      case Fact.OfTime f -> List.of(f);
      case Fact.OfPresence f -> List.of(f);
      case Fact.OfWork f -> List.of(f);
      case Fact.OfWaiting f -> List.of(f);
    });
  }

  /** Every acceptance of a call has a deadline, also of one whose customer is not there. */
  private static Bug expectingBridges() {
    var calls = new HashSet<ContactId>();
    return changed(Fact.class, fact -> switch (fact) {
      case Fact.Scheduled f -> {
        if (f.channel() == Channel.CALL) {
          calls.add(f.contact());
        }
        yield List.of(f);
      }
      case Fact.Accepted f ->
        calls.contains(f.offer().contact())
            ? List.of(new Fact.Accepted(
                f.offer(),
                f.agent(),
                f.bridgeBy().or(() -> Optional.of(f.at().plusSeconds(30))),
                f.at()))
            : List.of(f);
      case Fact.OfPlan f -> List.of(f);
      case Fact.OfTime f -> List.of(f);
      case Fact.OfPresence f -> List.of(f);
      case Fact.OfWork f -> List.of(f);
      case Fact.OfWaiting f -> List.of(f);
    });
  }

  /** A second connection after every acceptance, or none where one belongs. */
  private static Bug connectedWhen(boolean always) {
    return new Bug() {
      @Override
      public List<Fact> decided(List<Fact> facts) {
        var decided = new ArrayList<Fact>();
        boolean isImmediate = false;
        for (var fact : facts) {
          if (!(fact instanceof Fact.Connected) || always || !isImmediate) {
            decided.add(fact);
          }
          isImmediate = fact instanceof Fact.Accepted f && f.bridgeBy().isEmpty();
          if (fact instanceof Fact.Accepted f && always) {
            decided.add(new Fact.Connected(f.offer().contact(), f.agent(), f.at()));
          }
        }
        return decided;
      }
    };
  }

  // ---- the engine keeps other times

  private static Bug keeping(UnaryOperator<Rules> others) {
    return new Bug() {
      @Override
      public Rules kept(Rules agreed) {
        return others.apply(agreed);
      }
    };
  }

  private static Rules hearing(Duration echoWithin, Duration heardEvery, Rules rest) {
    return new Rules(
        rest.reofferPause(),
        rest.lostGrace(),
        rest.bridgeWithin(),
        echoWithin,
        rest.silenceMax(),
        rest.askingSilenceMax(),
        rest.repeatWithin(),
        heardEvery,
        rest.contactsMax(),
        rest.rememberedMax(),
        rest.agentsMax(),
        rest.queuesMax());
  }

  private static Rules rules(
      Duration reofferPause,
      Duration lostGrace,
      Duration bridgeWithin,
      Duration silenceMax,
      Rules rest) {
    return new Rules(
        reofferPause,
        lostGrace,
        bridgeWithin,
        rest.echoWithin(),
        silenceMax,
        rest.askingSilenceMax(),
        rest.repeatWithin(),
        rest.heardEvery(),
        rest.contactsMax(),
        rest.rememberedMax(),
        rest.agentsMax(),
        rest.queuesMax());
  }

  // ---- the engine misunderstands a signal

  private static Bug misheard(UnaryOperator<Signal> hearing) {
    return new Bug() {
      @Override
      public Signal told(Signal signal) {
        return hearing.apply(signal);
      }
    };
  }

  // ---- the engine misreads the floor document

  /** The engine works by another document than the one it was given, which the witness reads. */
  private static final class Misread implements Bug {

    private final UnaryOperator<FloorPlan> reading;
    private FloorPlan known = FloorPlan.EMPTY;
    private FloorPlan given = FloorPlan.EMPTY;

    Misread(UnaryOperator<FloorPlan> reading) {
      this.reading = reading;
    }

    @Override
    public Signal told(Signal signal) {
      if (!(signal instanceof Signal.FloorPlanned(var plan))) {
        return signal;
      }
      given = plan;
      // channels that no document names are misread too
      return new Signal.FloorPlanned(
          reading.apply(known.isEmpty() ? FloorPlan.EMPTY.withAllChannels().with(plan) : plan));
    }

    @Override
    public List<Fact> decided(List<Fact> facts) {
      return facts.stream()
          .flatMap(fact -> fact instanceof Fact.FloorPlanned f ? truth(f.at()) : Stream.of(fact))
          .toList();
    }

    private Stream<Fact> truth(Instant at) {
      var changes = given.without(known);
      known = known.with(changes);
      return changes.isEmpty() ? Stream.of() : Stream.of(new Fact.FloorPlanned(changes, at));
    }
  }

  private static UnaryOperator<FloorPlan> channels(UnaryOperator<ChannelTerms> reading) {
    return plan ->
        plan.with(part(plan.channels().stream().map(reading).toList(), List.of(), List.of()));
  }

  private static UnaryOperator<FloorPlan> queues(UnaryOperator<FloorPlan.Queue> reading) {
    return plan ->
        plan.with(part(List.of(), plan.queues().stream().map(reading).toList(), List.of()));
  }

  private static UnaryOperator<FloorPlan> agents(UnaryOperator<FloorPlan.Agent> reading) {
    return plan ->
        plan.with(part(List.of(), List.of(), plan.agents().stream().map(reading).toList()));
  }

  private static FloorPlan part(
      List<ChannelTerms> channels, List<FloorPlan.Queue> queues, List<FloorPlan.Agent> agents) {
    return SitePlanner.part(channels, queues, agents);
  }

  private static FloorPlan withMoreSlots(FloorPlan plan) {
    return channels(t -> t.link() == FloorPlan.Link.BRIDGED
            ? t
            : terms(t, t.slots() + 1, t.blocks(), t.customer()))
        .apply(plan);
  }

  private static ChannelTerms terms(
      ChannelTerms terms, int slots, Set<Channel> blocks, FloorPlan.Customer customer) {
    return new ChannelTerms(terms.channel(), slots, blocks, terms.link(), customer);
  }

  private static FloorPlan.Queue queue(
      FloorPlan.Queue queue, Map<SkillId, Integer> skills, Duration offerTimeout) {
    return new FloorPlan.Queue(
        queue.id(),
        queue.name(),
        queue.department(),
        queue.channel(),
        skills,
        queue.strategy(),
        queue.headStart(),
        offerTimeout,
        queue.wrapUp(),
        queue.shortAbandon(),
        queue.answerWithin(),
        queue.preferLastAgent(),
        queue.active());
  }

  private static FloorPlan.Queue preferring(FloorPlan.Queue queue, int seconds) {
    return new FloorPlan.Queue(
        queue.id(),
        queue.name(),
        queue.department(),
        queue.channel(),
        queue.skills(),
        queue.strategy(),
        queue.headStart(),
        queue.offerTimeout(),
        queue.wrapUp(),
        queue.shortAbandon(),
        queue.answerWithin(),
        Optional.of(queue.preferLastAgent().orElse(Duration.ZERO).plusSeconds(seconds)),
        queue.active());
  }

  private static FloorPlan.Agent takesEverything(FloorPlan.Agent agent) {
    return new FloorPlan.Agent(
        agent.id(),
        agent.name(),
        agent.department(),
        agent.skills(),
        Set.of(Channel.values()),
        agent.slots(),
        Optional.of("+31201234567"),
        agent.active());
  }
}
