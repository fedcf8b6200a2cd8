package tandem.rehearsal.load;

import java.time.Duration;
import tandem.base.Failure;

/**
 * What comes to the server, and how many agents are there for it. Calls come by the clock, whether
 * the server has dealt with the last one or not.
 *
 * @param perSecond calls that arrive in a second on average; the first rate of
 *     {@link Mode#SATURATION}; no matter in {@link Mode#BURST}
 * @param lasting how long is measured; in {@link Mode#SATURATION} each rate
 * @param warmUp how long it is played before that
 * @param customers who call, in turn; each has an order
 * @param seed of the moments at which calls arrive
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

  /** What a contact takes when the server takes no time. */
  static final Duration WORK = ANSWER.plus(TALK);

  private static final double LOADED = 0.84;

  /** How calls come. */
  public enum Mode {
    /** At random moments, at a rate that leaves most agents free. */
    IDLE,
    /** At random moments, at the rate that keeps agents busy for 84 % of their time. */
    LOAD,
    /** Four per agent at the same instant, and again when the last of them is over. */
    BURST,
    /** At random moments, faster and faster until the server no longer keeps up. */
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
