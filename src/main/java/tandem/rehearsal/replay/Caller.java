package tandem.rehearsal.replay;

/** One caller of a replayed day, with their state. Times are {@link System#nanoTime}. */
final class Caller {

  /** The state of a caller. */
  enum Doing {
    TO_COME,
    WAITING,
    TALKING,
    SERVED,
    GAVE_UP,
    CUT_OFF
  }

  final CallScript script;
  Doing doing = Doing.TO_COME;
  long dialledAt;
  long answeredAt;
  long gaveUpAt;

  /** Whether the server has accepted the call's end, or has finally refused the call. */
  boolean settled;

  Caller(CallScript script) {
    this.script = script;
  }

  /** Whether the caller does not give up and has not been answered. */
  boolean needsSomebody() {
    return script.patience().isEmpty() && (doing == Doing.TO_COME || doing == Doing.WAITING);
  }

  /** The time until the call was answered, in nanoseconds. */
  long waited() {
    return answeredAt - dialledAt;
  }

  /** The time until the caller gave up, in nanoseconds. */
  long waitedInVain() {
    return gaveUpAt - dialledAt;
  }
}
