package tandem.rehearsal.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import tandem.document.Json;

/**
 * How fast offers came under a {@link SteadyLoad}.
 *
 * @param calls that were measured
 * @param offer from a call's moment to the offer at a socket
 * @param hook from a call's moment to the hook's answer
 * @param popsInOffer offers that had the customer's history in them
 * @param driverLateSeconds how late the driver ever began an act
 */
public record Report(
    int perSecond,
    int agents,
    int customers,
    int calls,
    Latencies offer,
    Latencies hook,
    int popsInOffer,
    ServerPop serverPop,
    long retries,
    BigDecimal driverLateSeconds) {

  public String json() {
    return Json.write(this);
  }

  /** For people. */
  public String table() {
    return String.format(
        Locale.ROOT,
        "%d calls at %d a second, %d agents, %d customers%n%n%-28s %10s %10s %10s%n%s%s%s%n"
            + "%d of %d offers had the history in them; %d histories from the cache, %d loaded%n"
            + "%d events sent again, driver at most %s s late",
        calls,
        perSecond,
        agents,
        customers,
        "milliseconds",
        "p50",
        "p99",
        "longest",
        line("hook to offer at the socket", offer.p50Ms(), offer.p99Ms(), offer.maxMs()),
        line("hook to its answer", hook.p50Ms(), hook.p99Ms(), hook.maxMs()),
        line("screen pop, in the server", serverPop.p50Ms(), serverPop.p99Ms(), "-"),
        popsInOffer,
        offer.count(),
        serverPop.hits(),
        serverPop.loads(),
        retries,
        driverLateSeconds);
  }

  private static String line(String what, Object p50, Object p99, Object longest) {
    return String.format(Locale.ROOT, "%-28s %10s %10s %10s%n", what, p50, p99, longest);
  }

  /**
   * What the server itself counts: pops of the last minutes, in milliseconds, and where the
   * histories in them came from while we watched.
   */
  public record ServerPop(BigDecimal p50Ms, BigDecimal p99Ms, long hits, long loads) {

    private static final String TIME = "tandem_screen_pop_seconds";
    private static final int MILLIS_DIGITS = 3;

    static ServerPop between(ServerFigures before, ServerFigures after) {
      return new ServerPop(
          millis(after.value(TIME, "quantile", "0.5")),
          millis(after.value(TIME, "quantile", "0.99")),
          hits(after) - hits(before),
          loads(after) - loads(before));
    }

    private static BigDecimal millis(OptionalDouble seconds) {
      return BigDecimal.valueOf(seconds.orElse(0) * 1000)
          .setScale(MILLIS_DIGITS, RoundingMode.HALF_UP);
    }

    private static long hits(ServerFigures figures) {
      return (long) figures.value("tandem_history_reads_total", "result", "hit").orElse(0);
    }

    private static long loads(ServerFigures figures) {
      return figures.samples().getOrDefault("tandem_history_loads_total", 0.0).longValue();
    }
  }
}
