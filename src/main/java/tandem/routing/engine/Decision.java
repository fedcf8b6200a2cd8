package tandem.routing.engine;

import java.util.List;

/** The engine's answer to a signal. A refusal is a value. */
public sealed interface Decision {

  /** The facts, in order; none when the signal says what is already so. */
  record Decided(List<Fact> facts) implements Decision {
    public Decided {
      facts = List.copyOf(facts);
    }
  }

  /** Nothing was changed. */
  record Refused(No no, String why) implements Decision {

    /**
     * Nothing is settled by it: the same signal may be told again, and taken. A caller is on the
     * line until somebody hears that they have gone.
     */
    public boolean isForNow(Signal signal) {
      return switch (no) {
        case FULL -> true;
        case REPEATED, GONE -> false;
        case UNKNOWN, NOT_NOW, INVALID -> signal instanceof Signal.ContactArrived;
      };
    }
  }

  /** The kinds of no, so that a door can answer in its own way without reading prose. */
  enum No {
    /** No such queue, agent, contact or offer. */
    UNKNOWN,
    /** It was there and is over: the offer ran out, the contact has ended. */
    GONE,
    /** Already so: a repeat. */
    REPEATED,
    /** The state of the contact or agent does not allow it. */
    NOT_NOW,
    /** The routing plan contradicts itself. */
    INVALID,
    /** A named limit is reached. */
    FULL
  }
}
