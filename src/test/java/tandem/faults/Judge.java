package tandem.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.faults.History.Accepted;
import tandem.faults.History.Awaiting;
import tandem.faults.History.Broken;
import tandem.faults.History.Commanded;
import tandem.faults.History.Held;
import tandem.faults.History.JoinedAgain;
import tandem.faults.History.Offered;
import tandem.faults.History.Screen;
import tandem.faults.History.Tried;
import tandem.faults.History.Trouble;
import tandem.faults.History.Withdrawn;

/**
 * The pure judge of a load under faults: it compares what was seen outside of the servers with what
 * they have stored. All of the load's calls are for one queue that all agents serve, and callers
 * hang up only after they have talked.
 */
final class Judge {

  /** An offer ends so soon after its time; a busy machine gets as much again. */
  private static final Duration LATE_MAX = Duration.ofSeconds(2).multipliedBy(2);

  /**
   * A screen is told so soon that an offer is another's now. Both are told at once, perhaps by
   * different nodes.
   */
  private static final Duration TELL_MAX = Duration.ofSeconds(5);

  /** A takeover begins so late after the end of the trouble, and needs as long. */
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

  /** The servers notice within this time that nobody is at a screen any more. */
  static final Duration NOTICED_WITHIN = Duration.ofSeconds(15);

  /** An offer that was made before a fault may reach its screen so long after it. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

  private static final double NANOS = 1e9;

  /** The rules; most are invariants of the whole server. */
  enum Rule {
    /** I1: what was answered with 2xx is stored. */
    FALSELY_TAKEN,
    /** I2: every call is taken, and ends because both have talked. */
    LOST,
    /** I3: at most one screen shows an offer of a contact. */
    OFFERED_TWICE,
    /** I4: no agent has a call and another call, or an offer of one. */
    OVER_CAPACITY,
    /** I7: no offer stays on a screen after its time. */
    OVERDUE,
    /** I9: who came first is offered first. */
    OVERTAKEN,
    /** I10: what was accepted becomes a command to the carrier. */
    COMMAND_LOST,
    /** I10: a repeated command says the same. */
    COMMAND_CHANGED,
    /** I10: a call is joined with one agent once for each accepted offer. */
    DOUBLED,
    /**
     * No offer is made to an agent who is gone, and nobody misses an offer that was never shown.
     */
    TO_NOBODY,
    /** No valid event is refused for good. */
    REFUSED,
    /** The messages to a screen are numbered without a gap, and its commands are taken. */
    PROTOCOL
  }

  record Violation(Rule rule, String what) {}

  /**
   * What a run amounts to.
   *
   * @param calls the calls that were placed
   * @param next the seconds from each moment of interest until what was awaited then
   * @param never how many of these moments nothing followed
   * @param longestGapSeconds between two offers that were seen
   */
  record Verdict(
      List<Violation> violations,
      int calls,
      List<Double> next,
      int never,
      double longestGapSeconds) {

    Verdict {
      violations = List.copyOf(violations);
      next = List.copyOf(next);
    }

    long count(Rule... rules) {
      return violations.stream().filter(v -> List.of(rules).contains(v.rule())).count();
    }

    OptionalDouble worst() {
      return next.stream().mapToDouble(Double::doubleValue).max();
    }

    OptionalDouble median() {
      var sorted = next.stream().sorted().toList();
      return sorted.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(sorted.get(sorted.size() / 2));
    }
  }

  private final History history;
  private final Stored stored;
  private final List<Violation> violations = new ArrayList<>();

  private Judge(History history, Stored stored) {
    this.history = history;
    this.stored = stored;
  }

  static Verdict judge(History history, Stored stored) {
    var judge = new Judge(history, stored);
    judge.events();
    judge.calls();
    judge.screens();
    judge.order();
    judge.commands();
    judge.nobody();
    history
        .all(Broken.class)
        .forEach(broken -> judge.found(Rule.PROTOCOL, broken.agent() + ": " + broken.how()));
    return judge.verdict();
  }

  private void found(Rule rule, String what) {
    violations.add(new Violation(rule, what));
  }

  // ---- events

  private void events() {
    var told = new HashSet<String>();
    history.all(Tried.class).forEach(tried -> {
      var what = tried.type() + " of " + tried.call() + " (" + tried.event() + ")";
      if (tried.isTaken() && !stored.events().contains(tried.event()) && told.add(tried.event())) {
        found(Rule.FALSELY_TAKEN, what + " was answered " + tried.status() + " and is not stored");
      }
      if (tried.isRefused() && told.add(tried.event())) {
        found(Rule.REFUSED, what + " was answered " + tried.status());
      }
    });
  }

  private Set<String> placed() {
    return history
        .all(Tried.class)
        .filter(Tried::isArrival)
        .map(Tried::call)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void calls() {
    var rows = stored.calls().stream().collect(Collectors.groupingBy(Stored.Call::call));
    var taken = history
        .all(Tried.class)
        .filter(tried -> tried.isArrival() && tried.isTaken())
        .map(Tried::call)
        .collect(Collectors.toSet());
    for (var call : placed()) {
      var all = rows.getOrDefault(call, List.of());
      if (all.size() > 1) {
        found(Rule.DOUBLED, call + " is stored " + all.size() + " times");
      } else if (!taken.contains(call)) {
        found(Rule.LOST, call + " was never taken");
      } else if (all.isEmpty()) {
        found(Rule.LOST, call + " was taken and is not stored");
      } else if (!all.getFirst().ended().equals(Optional.of("handled"))) {
        found(
            Rule.LOST,
            call + " is " + all.getFirst().state() + ", "
                + all.getFirst().ended().orElse("not ended") + ", and nobody hung up early");
      }
    }
  }

  // ---- screens

  /** An offer on a screen. */
  private record OnScreen(long since, long due) {}

  /** What a screen shows, message by message. */
  private final class Desk {
    final String agent;
    final Map<OfferId, OnScreen> offers = new HashMap<>();
    final Map<ContactId, String> contacts = new HashMap<>();

    Desk(String agent) {
      this.agent = agent;
    }

    void shows(Offered offered) {
      var before = offers.get(offered.offer());
      if (before == null) {
        contacts.forEach((contact, state) -> found(
            Rule.OVER_CAPACITY,
            agent + " was offered " + offered.offer() + " with " + contact + " " + state));
        offers
            .keySet()
            .forEach(other -> found(
                Rule.OVER_CAPACITY,
                agent + " was offered " + offered.offer() + " beside " + other));
      } else {
        judgeTime(offered.offer(), before, offered.at());
      }
      offers.put(
          offered.offer(),
          new OnScreen(
              before == null ? offered.at() : before.since(),
              offered.at() + offered.left().toNanos()));
    }

    void ends(OfferId offer, long at) {
      var shown = offers.remove(offer);
      if (shown != null) {
        judgeTime(offer, shown, at);
        showings
            .computeIfAbsent(offer.contact(), _ -> new ArrayList<>())
            .add(new Showing(agent, offer, shown.since(), at));
      }
    }

    void goes(long at) {
      List.copyOf(offers.keySet()).forEach(offer -> ends(offer, at));
    }

    void has(Held held) {
      if (held.state().equals("closed")) {
        contacts.remove(held.contact());
        return;
      }
      contacts.keySet().stream()
          .filter(other -> !other.equals(held.contact()))
          .forEach(other ->
              found(Rule.OVER_CAPACITY, agent + " has " + held.contact() + " and " + other));
      contacts.put(held.contact(), held.state());
    }

    private void judgeTime(OfferId offer, OnScreen shown, long until) {
      double late = untroubledSeconds(shown.due(), until);
      if (late > LATE_MAX.toNanos() / NANOS) {
        found(
            Rule.OVERDUE,
            "%s stayed on the screen of %s for %.1f s after its time"
                .formatted(offer, agent, late));
      }
    }
  }

  /** The time for which an offer was on a screen. */
  private record Showing(String agent, OfferId offer, long from, long until) {}

  private final Map<ContactId, List<Showing>> showings = new TreeMap<>();

  private void screens() {
    var desks = new TreeMap<String, Desk>();
    for (var seen : history.seen()) {
      switch (seen) {
        case Offered offered -> desk(desks, offered.agent()).shows(offered);
        case Withdrawn gone -> desk(desks, gone.agent()).ends(gone.offer(), gone.at());
        case Accepted answer -> desk(desks, answer.agent()).ends(answer.offer(), answer.at());
        case Screen screen -> {
          if (!screen.isUp()) {
            desk(desks, screen.agent()).goes(screen.at());
          }
        }
        case Held held -> desk(desks, held.agent()).has(held);
        case Tried _, Commanded _, JoinedAgain _, Broken _, Trouble _, Awaiting _ -> {
          // not of a screen
        }
      }
    }
    long end = history.seen().isEmpty() ? 0 : history.seen().getLast().at();
    desks.values().forEach(desk -> desk.goes(end));
    showings.values().forEach(this::judgeShowings);
  }

  private Desk desk(Map<String, Desk> desks, String agent) {
    return desks.computeIfAbsent(agent, Desk::new);
  }

  private void judgeShowings(List<Showing> all) {
    all.sort(Comparator.comparingLong(Showing::from));
    for (int i = 0; i < all.size(); i++) {
      for (var later : all.subList(i + 1, all.size())) {
        var earlier = all.get(i);
        if (earlier.agent().equals(later.agent())) {
          continue;
        }
        double both = untroubledSeconds(later.from(), Math.min(earlier.until(), later.until()));
        if (earlier.offer().equals(later.offer()) || both > TELL_MAX.toNanos() / NANOS) {
          found(
              Rule.OFFERED_TWICE,
              "%s to %s and %s to %s, both for %.1f s"
                  .formatted(earlier.offer(), earlier.agent(), later.offer(), later.agent(), both));
        }
      }
    }
  }

  /** The part of a time that was not within trouble, nor just after it. */
  private double untroubledSeconds(long from, long until) {
    long quiet = Math.max(0, until - from);
    long counted = from; // troubles may overlap
    for (var trouble : troubles()) {
      long begin = Math.max(counted, trouble.from());
      long end = Math.min(until, trouble.until());
      if (end > begin) {
        quiet -= end - begin;
        counted = end;
      }
    }
    return quiet / NANOS;
  }

  private record Period(long from, long until) {}

  private List<Period> troubles() {
    var begun = new HashMap<String, Long>();
    var periods = new ArrayList<Period>();
    history.all(Trouble.class).forEach(trouble -> {
      if (trouble.begins()) {
        begun.putIfAbsent(trouble.what(), trouble.at());
      } else {
        Optional.ofNullable(begun.remove(trouble.what()))
            .ifPresent(
                from -> periods.add(new Period(from, trouble.at() + AFTER_TROUBLE.toNanos())));
      }
    });
    begun.values().forEach(from -> periods.add(new Period(from, Long.MAX_VALUE)));
    periods.sort(Comparator.comparingLong(Period::from));
    return periods;
  }

  // ---- order

  /** A call, with the first moment at which it was surely there, and before which it was not. */
  private record Arrived(Stored.Call call, long sentAt, long takenAt) {}

  private void order() {
    var sent = new HashMap<String, Long>();
    var taken = new HashMap<String, Long>();
    history.all(Tried.class).filter(Tried::isArrival).forEach(tried -> {
      sent.merge(tried.call(), tried.sentAt(), Math::min);
      if (tried.isTaken()) {
        taken.merge(tried.call(), tried.at(), Math::min);
      }
    });
    var arrived = stored.calls().stream()
        .filter(call -> taken.containsKey(call.call()) && call.firstOffered().isPresent())
        .map(call -> new Arrived(call, at(sent, call), at(taken, call)))
        .toList();
    for (var first : arrived) {
      for (var second : arrived) {
        if (first.takenAt() < second.sentAt()
            && first.call().headStart().equals(second.call().headStart())
            && number(first) > number(second)) {
          found(
              Rule.OVERTAKEN,
              second.call().call() + " was offered before " + first.call().call()
                  + ", which came earlier");
        }
      }
    }
  }

  private static long at(Map<String, Long> times, Stored.Call call) {
    return times.getOrDefault(call.call(), 0L);
  }

  private static long number(Arrived arrived) {
    return arrived.call().firstOffered().orElseThrow();
  }

  // ---- commands

  private void commands() {
    var contents = new HashMap<String, Commanded>();
    var keys = new TreeMap<ContactId, Set<String>>();
    history.all(Commanded.class).forEach(command -> {
      var first = contents.putIfAbsent(command.key(), command);
      if (first != null && !first.content().equals(command.content())) {
        found(
            Rule.COMMAND_CHANGED,
            command.key() + " was " + first.content() + " and is " + command.content());
      }
      if (command.isBridge()) {
        keys.computeIfAbsent(command.contact(), _ -> new TreeSet<>()).add(command.key());
      }
    });
    var accepted = stored.offers().stream()
        .filter(Stored.Offer::isAccepted)
        .collect(Collectors.groupingBy(offer -> offer.id().contact(), Collectors.counting()));
    keys.forEach((contact, different) -> {
      long allowed = accepted.getOrDefault(contact, 0L);
      if (different.size() > allowed) {
        found(
            Rule.DOUBLED,
            contact + " was accepted " + allowed + " times, and joined by " + different);
      }
    });
    history.all(JoinedAgain.class).forEach(again -> {
      if (!again.before().equals(again.agent())) {
        found(
            Rule.DOUBLED,
            again.call() + " talks with " + again.before() + " and was joined with "
                + again.agent());
      }
    });
    for (var answer : history.all(Accepted.class, Accepted::taken)) {
      boolean joined = contents.values().stream()
          .anyMatch(command -> command.isBridge()
              && command.contact().equals(answer.offer().contact())
              && command.agent().equals(answer.agent()));
      if (!joined) {
        found(
            Rule.COMMAND_LOST,
            answer.agent() + " accepted " + answer.offer() + ", and the carrier was never told");
      }
    }
  }

  // ---- offers to nobody

  private void nobody() {
    var shown = history
        .all(Offered.class)
        .map(offered -> offered.agent() + " " + offered.offer())
        .collect(Collectors.toSet());
    var screens = history.all(Screen.class).collect(Collectors.groupingBy(Screen::agent));
    for (var offer : stored.offers()) {
      if (shown.contains(offer.agent() + " " + offer.id())) {
        continue;
      }
      if (offer.state().equals("expired")) {
        found(
            Rule.TO_NOBODY,
            offer.agent() + " is said to have missed " + offer.id() + ", which no screen showed");
      } else if (isGone(screens.getOrDefault(offer.agent(), List.of()), offer.at())) {
        found(
            Rule.TO_NOBODY,
            offer.id() + " was made to " + offer.agent() + ", who was gone for longer than "
                + NOTICED_WITHIN.toSeconds() + " s");
      }
    }
  }

  /** Whether the agent had no screen at this moment and for a while before it. */
  private static boolean isGone(List<Screen> changes, long at) {
    var last = changes.stream().filter(change -> change.at() <= at).reduce((_, later) -> later);
    return last.map(change -> !change.isUp() && at - change.at() > NOTICED_WITHIN.toNanos())
        .orElse(true);
  }

  // ---- figures

  private Verdict verdict() {
    // an offer that is shown again, with a new time or by another node, is no new one
    var known = new HashSet<String>();
    var news = history.seen().stream()
        .filter(
            seen -> !(seen instanceof Offered one) || known.add(one.agent() + " " + one.offer()))
        .toList();
    var next = new ArrayList<Double>();
    int never = 0;
    for (var moment : history.all(Awaiting.class, _ -> true)) {
      Predicate<History.Seen> wanted =
          seen -> moment.isMetBy(seen) && seen.at() > moment.at() + ON_ITS_WAY.toNanos();
      var met = news.stream().filter(wanted).findFirst();
      if (met.isPresent()) {
        next.add((met.get().at() - moment.at()) / NANOS);
      } else {
        never++;
      }
    }
    double gap = 0;
    long last = 0;
    for (var offered : new History(news).all(Offered.class, _ -> true)) {
      gap = last == 0 ? 0 : Math.max(gap, (offered.at() - last) / NANOS);
      last = offered.at();
    }
    return new Verdict(violations, placed().size(), next, never, gap);
  }
}
