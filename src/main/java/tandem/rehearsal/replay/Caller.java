package tandem.rehearsal.replay;

/** One caller of a replayed day, and where they are. Moments are {@link System#nanoTime}. */
final class Caller {

  /** Where a caller is. */
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

  /** The server has taken the caller's end, or has finally refused them. */
  boolean settled;

  Caller(CallScript script) {
    this.script = script;
  }

  /** Waits for as long as it takes, and has not been answered. */
  boolean needsSomebody() {
    return script.patience().isEmpty() && (doing == Doing.TO_COME || doing == Doing.WAITING);
  }

  /** How long it took to be answered, in nanoseconds. */
  long waited() {
    return answeredAt - dialledAt;
  }

  /** How long it took to give up, in nanoseconds. */
  long waitedInVain() {
    return gaveUpAt - dialledAt;
  }
}
