package tandem.base;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A failure that the caller can act on. It is expected, so it has no stack trace. Every other
 * exception is a bug or an outage: do not catch it; it becomes a 500 and a logged stack trace.
 */
public abstract sealed class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String why;

  private Failure(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** Never null: every failure has a message. */
  @Override
  public final String getMessage() {
    return why;
  }

  /** Checks a rule of a constructor; {@link Invalid} with the rule's text when it is broken. */
  public static void require(boolean holds, String promise) {
    if (!holds) {
      throw new Invalid(List.of(promise));
    }
  }

  /** The named thing does not exist. */
  public static final class NotFound extends Failure {
    private static final long serialVersionUID = 1L;

    public NotFound(String what, Object id) {
      super(what + " " + id + " does not exist");
    }
  }

  /** The request breaks rules of its form; each error names a field and what is allowed. */
  public static final class Invalid extends Failure {
    private static final long serialVersionUID = 1L;
    private final List<String> errors;

    public Invalid(List<String> errors) {
      super(String.join("; ", errors));
      this.errors = List.copyOf(errors);
    }

    public Invalid(String error) {
      this(List.of(error));
    }

    public List<String> errors() {
      return errors;
    }
  }

  /**
   * The request is well formed, but the present state does not allow it; the details name the
   * obstacle.
   */
  public static final class Conflict extends Failure {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // plain JSON values, never serialized by Java
    private final Map<String, Object> details;

    public Conflict(String why) {
      this(why, Map.of());
    }

    /** The details become members of the problem answer, as plain JSON values. */
    public Conflict(String why, Map<String, Object> details) {
      super(why);
      this.details = Map.copyOf(details);
    }

    public Map<String, Object> details() {
      return details;
    }
  }

  /**
   * The request expects a version that is not the present one; the details name the changes since.
   */
  public static final class Outdated extends Failure {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // plain JSON values, never serialized by Java
    private final Map<String, Object> details;

    /** The details become members of the problem answer, as plain JSON values. */
    public Outdated(String why, Map<String, Object> details) {
      super(why);
      this.details = Map.copyOf(details);
    }

    public Map<String, Object> details() {
      return details;
    }
  }

  /** The request has no valid log-in. */
  public static final class Unauthenticated extends Failure {
    private static final long serialVersionUID = 1L;

    public Unauthenticated(String why) {
      super(why);
    }
  }

  /** The account is known but may not do this. */
  public static final class Denied extends Failure {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // plain JSON values, never serialized by Java
    private final Map<String, Object> details;

    public Denied(String why) {
      this(why, Map.of());
    }

    /** The details become members of the problem answer, as plain JSON values. */
    public Denied(String why, Map<String, Object> details) {
      super(why);
      this.details = Map.copyOf(details);
    }

    public Map<String, Object> details() {
      return details;
    }
  }

  /** A body, list or line of waiting work is longer than its named maximum. */
  public static final class TooLarge extends Failure {
    private static final long serialVersionUID = 1L;

    public TooLarge(String what) {
      super(what);
    }
  }

  /** The caller has asked too often and may ask again later. */
  public static final class TooMany extends Failure {
    private static final long serialVersionUID = 1L;
    private final Duration retryAfter;

    public TooMany(String why, Duration retryAfter) {
      super(why);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /**
   * The request cannot be handled at this moment. Nothing was done, so the same request may be sent
   * again.
   */
  public static final class Unavailable extends Failure {
    private static final long serialVersionUID = 1L;
    private final Duration retryAfter;

    public Unavailable(String why, Duration retryAfter) {
      super(why);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
