package tandem.rehearsal.day;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tandem.base.Failure;

/**
 * One real day of a call centre for a replay: the calls with their times, waits and talks, and the
 * agents who answered. Times are seconds since that day's midnight.
 *
 * @param calls in order of arrival
 * @param agents in order of name
 * @param complaints a message for each unreadable line; these lines count as skipped
 */
public record RealDay(
    String date,
    List<Call> calls,
    List<Agent> agents,
    Map<Skip, Integer> skippedByReason,
    List<String> complaints) {

  /** An agent's calls with shorter gaps belong to one run of work. */
  public static final int RUN_GAP_SECONDS = 60 * 60;

  private static final int PRIORITY = 2;
  private static final int HOUR = 60 * 60;
  private static final int DAY = 24 * HOUR;

  public RealDay {
    calls = List.copyOf(calls);
    agents = List.copyOf(agents);
    skippedByReason = Map.copyOf(skippedByReason);
    complaints = List.copyOf(complaints);
  }

  /** The reason why a line of the log is not replayed; the first that applies is counted. */
  public enum Skip {
    UNREADABLE,
    PHANTOM,
    NO_SERVER,
    HANG_NEVER_QUEUED,
    NO_SERVICE_TIME,
    NEGATIVE_WAIT;

    /** The word in reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One call of the log.
   *
   * @param customer the caller's number in the log; "0" means unknown
   * @param waited the time until an agent answered or the caller gave up
   * @param service empty when no agent answered
   */
  public record Call(
      long line,
      String customer,
      boolean priority,
      String type,
      int arrival,
      int waited,
      Optional<Service> service) {

    public boolean served() {
      return service.isPresent();
    }
  }

  /** A conversation with an agent. */
  public record Service(int start, int seconds, String agent) {
    int end() {
      return start + seconds;
    }
  }

  /** An agent of the log: the kinds of calls that they answered, and their runs of work. */
  public record Agent(String name, SortedSet<String> types, List<Run> runs) {}

  /** A time of uninterrupted presence. */
  public record Run(int from, int until) {}

  /**
   * Reads the day from a log; {@link Failure.Invalid} when it has no readable call of that date.
   */
  public static RealDay read(Path file, String date) throws IOException {
    var log = CallLog.read(file, date);
    if (log.rows().isEmpty()) {
      throw new Failure.Invalid(nothingOf(date, log));
    }
    return of(date, log);
  }

  private static List<String> nothingOf(String date, CallLog log) {
    var why = new ArrayList<>(CallLog.inShort(log.complaints()));
    why.addFirst(
        log.dates().contains(date)
            ? "no line of " + date + " can be read"
            : "no call of " + date + "; the log has " + String.join(", ", log.dates()));
    return why;
  }

  /** Returns the first few complaints, and the number of further ones. */
  public List<String> complaintsInShort() {
    return CallLog.inShort(complaints);
  }

  static RealDay of(String date, CallLog log) {
    var calls = new ArrayList<Call>();
    var skipped = new EnumMap<Skip, Integer>(Skip.class);
    for (var row : log.rows()) {
      skipOf(row)
          .ifPresentOrElse(why -> skipped.merge(why, 1, Integer::sum), () -> calls.add(call(row)));
    }
    if (!log.complaints().isEmpty()) {
      skipped.put(Skip.UNREADABLE, log.complaints().size());
    }
    calls.sort(Comparator.comparingInt(Call::arrival).thenComparingLong(Call::line));
    return new RealDay(date, calls, agentsOf(calls), skipped, log.complaints());
  }

  private static Optional<Skip> skipOf(CallLog.Row row) {
    return switch (row.outcome()) {
      case PHANTOM -> Optional.of(Skip.PHANTOM);
      case AGENT -> {
        if (!row.hasServer()) {
          yield Optional.of(Skip.NO_SERVER);
        }
        if (row.serviceTime() <= 0) {
          yield Optional.of(Skip.NO_SERVICE_TIME);
        }
        yield negativeWait(row);
      }
      case HANG -> row.queued() ? negativeWait(row) : Optional.of(Skip.HANG_NEVER_QUEUED);
    };
  }

  private static Optional<Skip> negativeWait(CallLog.Row row) {
    return row.queueTime() < 0 ? Optional.of(Skip.NEGATIVE_WAIT) : Optional.empty();
  }

  private static Call call(CallLog.Row row) {
    return new Call(
        row.line(),
        row.customer(),
        row.priority() == PRIORITY,
        row.type(),
        ofThisDay(row, row.queued() ? row.queueStart() : row.vruExit()),
        row.queueTime(),
        row.outcome() == CallLog.Ending.AGENT ? Optional.of(service(row)) : Optional.empty());
  }

  private static Service service(CallLog.Row row) {
    int start = row.serviceStart();
    if (start == 0) {
      start = row.queued() ? row.queueExit() : row.vruExit();
    }
    return new Service(ofThisDay(row, start), row.serviceTime(), row.server());
  }

  /**
   * Corrects times after midnight: the machines' clocks differ by seconds or minutes, so a time
   * more than an hour before the call's beginning is on the next day.
   */
  private static int ofThisDay(CallLog.Row row, int time) {
    return time < row.vruEntry() - HOUR ? time + DAY : time;
  }

  private static List<Agent> agentsOf(List<Call> calls) {
    var own = new TreeMap<String, List<Call>>();
    for (var call : calls) {
      call.service()
          .ifPresent(service ->
              own.computeIfAbsent(service.agent(), _ -> new ArrayList<>()).add(call));
    }
    var agents = new ArrayList<Agent>();
    own.forEach((name, served) -> {
      var types = new TreeSet<String>();
      served.forEach(call -> types.add(call.type()));
      agents.add(new Agent(name, types, runsOf(served)));
    });
    return agents;
  }

  private static List<Run> runsOf(List<Call> served) {
    var services = served.stream()
        .flatMap(call -> call.service().stream())
        .sorted(Comparator.comparingInt(Service::start).thenComparingInt(Service::end))
        .toList();
    var runs = new ArrayList<Run>();
    for (var service : services) {
      if (!runs.isEmpty() && service.start() - runs.getLast().until() < RUN_GAP_SECONDS) {
        var run = runs.removeLast();
        runs.add(new Run(run.from(), Math.max(run.until(), service.end())));
      } else {
        runs.add(new Run(service.start(), service.end()));
      }
    }
    return List.copyOf(runs);
  }

  public int skipped() {
    return skippedByReason.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** When the first caller calls or the first agent starts work. */
  public int begins() {
    int first = agents.stream()
        .flatMap(agent -> agent.runs().stream())
        .mapToInt(Run::from)
        .min()
        .orElse(Integer.MAX_VALUE);
    return calls.isEmpty() ? 0 : Math.min(first, calls.getFirst().arrival());
  }

  /** The mean length of that day's conversations of this kind; of all kinds, if there were none. */
  public double meanServiceSeconds(String type) {
    var ofType = calls.stream()
        .filter(call -> call.type().equals(type))
        .flatMap(call -> call.service().stream())
        .mapToInt(Service::seconds)
        .average();
    return ofType.orElseGet(() -> calls.stream()
        .flatMap(call -> call.service().stream())
        .mapToInt(Service::seconds)
        .average()
        .orElse(0));
  }

  /** The waits of the day's callers. */
  public Waits waits() {
    var answered = calls.stream().filter(Call::served).mapToDouble(Call::waited).toArray();
    var abandoned =
        calls.stream().filter(call -> !call.served()).mapToDouble(Call::waited).toArray();
    return Waits.of(answered, abandoned);
  }
}
