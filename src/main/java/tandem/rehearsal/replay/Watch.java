package tandem.rehearsal.replay;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.replay.Caller.Doing;

/**
 * The watch over a replay: it reports the progress and detects a replay that makes no more
 * progress. Times are {@link System#nanoTime}.
 */
final class Watch {

  /** After this time without news since the day's last act, nothing more will come. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  /** The longest total time for which the server may be unavailable. */
  private static final Duration OUTAGE_MAX = Duration.ofMinutes(5);

  private final RealDay day;
  private final Pace pace;
  private final Callers callers;
  private final Crew crew;
  private final LongSupplier retries;
  private long begun;
  private long lastNews;
  private long lastAway;
  private long retriesSeen;

  /** @param retries returns the number of events that the carrier has repeated */
  Watch(RealDay day, Pace pace, Callers callers, Crew crew, LongSupplier retries) {
    this.day = day;
    this.pace = pace;
    this.callers = callers;
    this.crew = crew;
    this.retries = retries;
  }

  /** Sets the time at which the day begins. */
  void begin(long moment) {
    begun = moment;
    lastNews = moment;
    lastAway = moment;
  }

  /** Notes progress of the day. */
  void news(long now) {
    lastNews = now;
  }

  /**
   * Whether nothing more will come; a server that was unavailable at this or an earlier check gets
   * more time.
   */
  boolean givesUp(long now) {
    if (isServerAway()) {
      lastAway = now;
    }
    boolean silent = now - Math.max(lastNews, lastAway) > SILENCE_MAX.toNanos();
    return callers.toCome() == 0 && (silent || now - lastNews > OUTAGE_MAX.toNanos());
  }

  /** Whether the server is unavailable: events are repeated, or desks have no connection. */
  private boolean isServerAway() {
    long before = retriesSeen;
    retriesSeen = retries.getAsLong();
    return retriesSeen > before || !crew.isConnected();
  }

  /** Writes the time of that day and the numbers of callers and agents, for people. */
  String line(long now) {
    int time = day.begins() + (int) pace.daySeconds(Math.max(0, now - begun));
    return String.format(
        Locale.ROOT,
        "%02d:%02d  %d to come, %d waiting, %d talking, %d served, %d gave up, %d agents,"
            + " %d sent again",
        time / 3600,
        time / 60 % 60,
        callers.toCome(),
        callers.count(Doing.WAITING),
        callers.count(Doing.TALKING),
        callers.count(Doing.SERVED),
        callers.count(Doing.GAVE_UP),
        crew.signedIn(),
        retries.getAsLong());
  }
}
