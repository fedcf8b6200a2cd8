package tandem.reports;

import java.util.OptionalDouble;
import tandem.base.Failure;

/**
 * How many were answered in time. T is the queue's {@code answer_within}; contacts that still wait
 * are in none of the counts.
 *
 * @param answered connected to an agent
 * @param answeredWithin of those, within T
 * @param abandoned left while they waited, the short ones too
 * @param abandonedWithin of those, within T
 * @param shortAbandoned of those, within the queue's threshold for a short abandon
 */
public record ServiceLevel(
    long answered, long answeredWithin, long abandoned, long abandonedWithin, long shortAbandoned) {

  public static final ServiceLevel NONE = new ServiceLevel(0, 0, 0, 0, 0);

  public ServiceLevel {
    Failure.require(
        answeredWithin <= answered
            && abandonedWithin <= abandoned
            && shortAbandoned <= abandoned
            && Math.min(answeredWithin, Math.min(abandonedWithin, shortAbandoned)) >= 0,
        "a part is never more than the whole");
  }

  /** The definitions in use; the first is the one Tandem shows as the service level. */
  public enum Definition {
    STANDARD("answered within T / (answered + abandoned - short abandons)"),
    ABANDONED_WITHIN_COUNTS("(answered within T + abandoned within T) / (answered + abandoned)"),
    OF_ANSWERED("answered within T / answered"),
    OF_ALL("answered within T / (answered + abandoned)"),
    ABANDONED_AFTER_COUNTS("answered within T / (answered + abandoned after T)");

    private final String formula;

    Definition(String formula) {
      this.formula = formula;
    }

    public String formula() {
      return formula;
    }
  }

  /** The share from 0 to 1; none while there is nothing to share. */
  public OptionalDouble by(Definition definition) {
    return switch (definition) {
      case STANDARD -> share(answeredWithin, answered + abandoned - shortAbandoned);
      case ABANDONED_WITHIN_COUNTS -> share(answeredWithin + abandonedWithin, answered + abandoned);
      case OF_ANSWERED -> share(answeredWithin, answered);
      case OF_ALL -> share(answeredWithin, answered + abandoned);
      case ABANDONED_AFTER_COUNTS -> share(answeredWithin, answered + abandoned - abandonedWithin);
    };
  }

  public ServiceLevel plus(ServiceLevel other) {
    return new ServiceLevel(
        answered + other.answered,
        answeredWithin + other.answeredWithin,
        abandoned + other.abandoned,
        abandonedWithin + other.abandonedWithin,
        shortAbandoned + other.shortAbandoned);
  }

  private static OptionalDouble share(long part, long whole) {
    return whole > 0 ? OptionalDouble.of((double) part / whole) : OptionalDouble.empty();
  }
}
