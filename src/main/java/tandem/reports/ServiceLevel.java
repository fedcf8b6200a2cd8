package tandem.reports;

import java.util.OptionalDouble;
import tandem.base.Failure;

/**
 * The counts for the service level. T is the queue's {@code answer_within}; no count includes
 * contacts that still wait.
 *
 * @param answered contacts connected to an agent
 * @param answeredWithin the part of them within T
 * @param abandoned contacts that left while they waited, with short abandons
 * @param abandonedWithin the part of them within T
 * @param shortAbandoned the part of them within the queue's threshold for a short abandon
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
        "a part must not be more than the whole");
  }

  /** The definitions in use; Tandem shows the first as the service level. */
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

  /** The share from 0 to 1; empty when the definition's denominator is 0. */
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
