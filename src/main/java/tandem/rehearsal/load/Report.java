package tandem.rehearsal.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.document.Json;

/**
 * The results of a {@link Load}; unreadable figures are left out.
 *
 * @param perSecond the rate of arriving calls; of a saturation, the highest at which the server
 *     kept up
 * @param seconds the measured time
 * @param contacts the contacts that were closed in it
 * @param offerMs the time from the moment when a call was due at the hook to the offer at a socket
 * @param freedToOfferMs the time from an agent's outcome to their next offer, if a contact waited
 *     for which there was no other free agent
 * @param lostAgentSeconds the time of agents who were free while a contact waited
 * @param popsInOffer the offers that came with the customer's history
 * @param lost the accepted contacts that were not closed long after the load
 * @param duplicates the contacts that two agents had at the same time
 * @param retries the events that the carrier repeated
 * @param driverLateSeconds the longest delay of an act of the driver
 * @param steps the rates of a saturation
 * @param saturated whether a saturation ended because the server no longer kept up; otherwise all
 *     agents were busy first, and the server may be faster
 * @param referenceContactsPerSecond the contacts a second that the database stores when only their
 *     rows are written, in batches
 * @param shareOfReference the contacts a second as a share of the reference
 */
public record Report(
    String mode,
    int agents,
    BigDecimal perSecond,
    BigDecimal seconds,
    long seed,
    int contacts,
    Latencies offerMs,
    Latencies freedToOfferMs,
    BigDecimal lostAgentSeconds,
    BigDecimal contactsPerSecond,
    Optional<BigDecimal> serverCpuMsPerContact,
    Optional<BigDecimal> databaseCpuMsPerContact,
    Optional<BigDecimal> driverCpuMsPerContact,
    Optional<BigDecimal> statementsPerContact,
    Optional<BigDecimal> transactionsPerContact,
    Optional<Long> allocatedBytesPerContact,
    Optional<Pauses> gcPauseMs,
    int popsInOffer,
    int lost,
    int duplicates,
    long retries,
    BigDecimal driverLateSeconds,
    List<Step> steps,
    Optional<Boolean> saturated,
    Optional<BigDecimal> referenceContactsPerSecond,
    Optional<BigDecimal> shareOfReference,
    Map<String, Object> machine) {

  public Report {
    steps = List.copyOf(steps);
  }

  /** The pauses of the server's garbage collector. */
  public record Pauses(int count, BigDecimal p50, BigDecimal max) {
    private static Pauses of(List<Duration> pauses) {
      var times = Latencies.of(pauses.stream().map(Duration::toNanos).toList());
      return new Pauses(times.count(), times.p50(), times.max());
    }
  }

  /**
   * One rate of a saturation.
   *
   * @param meanOpenSeconds the mean time for which a contact was open
   * @param kept whether the server kept up
   */
  public record Step(
      BigDecimal perSecond,
      BigDecimal contactsPerSecond,
      BigDecimal meanOpenSeconds,
      BigDecimal offerP99Ms,
      boolean kept) {}

  /**
   * Makes the report of a finished load.
   *
   * @param reference the contacts a second when only their rows are written
   */
  public static Report of(Played played, Map<String, Object> machine, Optional<Double> reference) {
    var window = played.window();
    var before = window.before();
    var after = window.after();
    return new Report(
        played.load().mode().name().toLowerCase(Locale.ROOT),
        played.load().agents(),
        decimal(window.perSecond, 1),
        decimal(window.seconds(), 1),
        played.load().seed(),
        window.closed,
        Latencies.of(window.offers),
        Latencies.of(window.freed),
        decimal(window.lostAgentSeconds(), 2),
        decimal(window.contactsPerSecond(), 1),
        cpu(before.serverCpu(), after.serverCpu(), window.closed),
        cpu(before.databaseCpu(), after.databaseCpu(), window.closed),
        cpu(Optional.of(before.driverCpu()), Optional.of(after.driverCpu()), window.closed),
        each(before.statements(), after.statements(), window.closed),
        each(before.transactions(), after.transactions(), window.closed),
        each(before.allocatedBytes(), after.allocatedBytes(), window.closed)
            .map(BigDecimal::longValue),
        after.pauses().map(Pauses::of),
        window.pops,
        played.lost(),
        played.duplicates(),
        played.retries(),
        played.driverLateSeconds(),
        played.steps(),
        saturated(played.steps()),
        reference.map(rate -> decimal(rate, 0)),
        reference.map(rate -> decimal(window.contactsPerSecond() / rate, 4)),
        machine);
  }

  private static Optional<Boolean> saturated(List<Step> steps) {
    return steps.isEmpty() ? Optional.empty() : Optional.of(!steps.getLast().kept());
  }

  private static Optional<BigDecimal> cpu(
      Optional<Duration> before, Optional<Duration> after, int contacts) {
    return each(before.map(Duration::toNanos), after.map(Duration::toNanos), contacts)
        .map(nanos -> nanos.movePointLeft(6).setScale(2, RoundingMode.HALF_UP));
  }

  private static Optional<BigDecimal> each(
      Optional<Long> before, Optional<Long> after, int contacts) {
    return contacts == 0
        ? Optional.empty()
        : before.flatMap(from -> after.map(to -> decimal((double) (to - from) / contacts, 2)));
  }

  /** Rounded half up. */
  static BigDecimal decimal(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }

  public String json() {
    return Json.write(this);
  }

  /** Writes a table for people. */
  public String table() {
    var text = new StringBuilder();
    for (var step : steps) {
      text.append(String.format(
          Locale.ROOT,
          "%7s a second: %s closed a second, open for %s s, offer p99 %s ms%s%n",
          step.perSecond(),
          step.contactsPerSecond(),
          step.meanOpenSeconds(),
          step.offerP99Ms(),
          step.kept() ? "" : ": too fast"));
    }
    if (saturated.equals(Optional.of(false))) {
      text.append(String.format(
          "The server kept up until all agents were busy: with more of them it may be faster.%n"));
    }
    text.append(String.format(
        Locale.ROOT,
        "%s: %d contacts in %s s, %s a second arriving, %s closed, %d agents, seed %d%n%n",
        mode,
        contacts,
        seconds,
        perSecond,
        contactsPerSecond,
        agents,
        seed));
    text.append(line("milliseconds", "p50", "p99", "longest"));
    text.append(line("hook to offer at the socket", offerMs));
    text.append(line("freed to next offer", freedToOfferMs));
    gcPauseMs.ifPresent(
        pauses -> text.append(line("garbage collector's pause", pauses.p50(), "-", pauses.max())));
    text.append(String.format(
        Locale.ROOT,
        "%nagent seconds lost while contacts waited: %s%n%d of %d offers contained the history%n"
            + "%d lost, %d with two agents, %d events sent again, driver at most %s s late%n%n",
        lostAgentSeconds,
        popsInOffer,
        offerMs.count(),
        lost,
        duplicates,
        retries,
        driverLateSeconds));
    text.append(String.format(
        Locale.ROOT,
        "per contact: server %s ms, database %s ms, driver %s ms of"
            + " processor time; %s statements, %s transactions, %s bytes allocated",
        shown(serverCpuMsPerContact),
        shown(databaseCpuMsPerContact),
        shown(driverCpuMsPerContact),
        shown(statementsPerContact),
        shown(transactionsPerContact),
        shown(allocatedBytesPerContact)));
    referenceContactsPerSecond.ifPresent(rate -> text.append(String.format(
        Locale.ROOT,
        "%nreference: %s contacts a second, when only their rows are written; the share is %s",
        rate,
        shown(shareOfReference))));
    return text.toString();
  }

  private static String line(String what, Latencies times) {
    return times.count() == 0
        ? line(what, "-", "-", "-")
        : line(what, times.p50(), times.p99(), times.max());
  }

  private static String line(String what, Object p50, Object p99, Object longest) {
    return String.format(Locale.ROOT, "%-28s %10s %10s %10s%n", what, p50, p99, longest);
  }

  private static String shown(Optional<?> figure) {
    return figure.map(Object::toString).orElse("?");
  }
}
