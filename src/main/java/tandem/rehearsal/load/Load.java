package tandem.rehearsal.load;

import java.time.Duration;
import tandem.base.Failure;

/**
 * The parameters of a load: calls and agents. Calls arrive by the clock, even if the server has not
 * handled the last one.
 *
 * @param perSecond the mean rate of calls; the first rate of {@link Mode#SATURATION}; unused in
 *     {@link Mode#BURST}
 * @param lasting the measured time; in {@link Mode#SATURATION} for each rate
 * @param warmUp the time before it
 * @param customers the number of customers who call in turn; each has an order
 * @param seed the seed of the arrival times
 */
public record Load(
    Mode mode,
    int agents,
    double perSecond,
    Duration lasting,
    Duration warmUp,
    int customers,
    long seed) {

  /** An agent answers an offer after this time. */
  public static final Duration ANSWER = Duration.ofMillis(100);

  /** Customer and agent talk for this time. */
  public static final Duration TALK = Duration.ofSeconds(2);

  /** The time of a contact with an infinitely fast server. */
  static final Duration WORK = ANSWER.plus(TALK);

  private static final double LOADED = 0.84;

  /** The pattern of arriving calls. */
  public enum Mode {
    /** At random times, at a rate that leaves most agents free. */
    IDLE,
    /** At random times, at the rate that keeps agents busy for 84 % of their time. */
    LOAD,
    /** Four calls per agent at the same instant, and again when the last of them has ended. */
    BURST,
    /** At random times, at rising rates until the server no longer keeps up. */
    SATURATION
  }

  public Load {
    Failure.require(
        perSecond > 0 && perSecond <= 2000, "calls a second must be more than 0, at most 2000");
    between("warm-up seconds", warmUp.toSeconds(), 0, 3600);
    between("seconds", lasting.toSeconds(), 1, 3600);
    between("agents", agents, 1, 5000);
    between("customers", customers, 1, 100_000);
  }

  /** The rate at which that many agents are busy for 84 % of their time. */
  public static double loading(int agents) {
    return LOADED * agents * 1000 / WORK.toMillis();
  }

  private static void between(String what, long value, long least, long most) {
    Failure.require(value >= least && value <= most, what + " must be " + least + "-" + most);
  }
}
