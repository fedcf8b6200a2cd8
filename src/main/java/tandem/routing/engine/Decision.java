package tandem.routing.engine;

import java.util.List;

/** The engine's answer to a signal. A refusal is a value. */
public sealed interface Decision {

  /** The facts, in order. There are none when the signal reports what is already so. */
  record Decided(List<Fact> facts) implements Decision {
    public Decided {
      facts = List.copyOf(facts);
    }
  }

  /** The signal was refused and nothing was changed. */
  record Refused(No no, String why) implements Decision {

    /**
     * Whether the same signal may be taken later. A caller whose arrival is refused is still on the
     * line, so the arrival can be told again.
     */
    public boolean isForNow(Signal signal) {
      return switch (no) {
        case FULL -> true;
        case REPEATED, GONE, LATE -> false;
        case UNKNOWN, NOT_NOW, INVALID -> signal instanceof Signal.ContactArrived;
      };
    }
  }

  /**
   * The kinds of refusal, so that each caller of the engine can choose its own answer without
   * reading the text.
   */
  enum No {
    /** The signal names a queue, agent, contact or offer that does not exist. */
    UNKNOWN,
    /** The contact or offer is over. */
    GONE,
    /** The signal repeats what is already so. */
    REPEATED,
    /** The state of the contact or agent does not allow the signal now. */
    NOT_NOW,
    /** The agent asked for it too long ago. */
    LATE,
    /** The signal or the routing plan contradicts itself. */
    INVALID,
    /** A named limit is reached. */
    FULL
  }
}
