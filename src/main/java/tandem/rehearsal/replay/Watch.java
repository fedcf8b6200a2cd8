package tandem.rehearsal.replay;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.replay.Caller.Doing;

/**
 * Looks at a replay now and then: how far the day has come, and whether anything more can come of
 * it. Moments are {@link System#nanoTime}.
 */
final class Watch {

  /** After the day's last act, so long without any news means that nothing more will come. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  /** So long may the server be away altogether. */
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

  /** @param retries how many events the carrier has had to send again */
  Watch(RealDay day, Pace pace, Callers callers, Crew crew, LongSupplier retries) {
    this.day = day;
    this.pace = pace;
    this.callers = callers;
    this.crew = crew;
    this.retries = retries;
  }

  /** The moment at which the day begins. */
  void begin(long moment) {
    begun = moment;
    lastNews = moment;
    lastAway = moment;
  }

  /** The day has moved on. */
  void news(long now) {
    lastNews = now;
  }

  /** Nothing more will come; a server that was away at this or an earlier look gets more time. */
  boolean givesUp(long now) {
    if (isServerAway()) {
      lastAway = now;
    }
    boolean silent = now - Math.max(lastNews, lastAway) > SILENCE_MAX.toNanos();
    return callers.toCome() == 0 && (silent || now - lastNews > OUTAGE_MAX.toNanos());
  }

  /** Events have to be repeated, or desks have no line. */
  private boolean isServerAway() {
    long before = retriesSeen;
    retriesSeen = retries.getAsLong();
    return retriesSeen > before || !crew.isConnected();
  }

  /** The time of that day and what everybody does, for people. */
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
