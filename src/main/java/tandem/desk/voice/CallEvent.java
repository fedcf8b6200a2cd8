package tandem.desk.voice;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.AgentId;

/** A carrier's event of one of its calls, in our terms. */
public sealed interface CallEvent {

  /** The carrier's own reference of the call, as the carrier wrote it. */
  String call();

  /**
   * A caller waits.
   *
   * @param from the caller's number as the carrier wrote it, withheld ones too
   * @param to the number that was called
   * @param at when the call arrived
   * @param unread the values that could not be read, by the name of the field
   */
  record Arrived(String call, String from, String to, Instant at, Map<String, String> unread)
      implements CallEvent {

    public Arrived {
      unread = Collections.unmodifiableMap(new TreeMap<>(unread));
    }

    public Arrived(String call, String from, String to, Instant at) {
      this(call, from, to, at, Map.of());
    }
  }

  /**
   * Customer and agent are joined.
   *
   * @param agent the agent, if the carrier names one; it identifies reports about an earlier try
   */
  record Bridged(String call, Optional<AgentId> agent) implements CallEvent {}

  record BridgeFailed(String call, Optional<AgentId> agent, String reason) implements CallEvent {}

  record Held(String call) implements CallEvent {}

  record Resumed(String call) implements CallEvent {}

  /**
   * The carrier could not put the caller on hold. The agent is as in {@link Bridged}.
   *
   * @param asked when the agent asked for it, if the carrier says which command it means
   */
  record HoldFailed(String call, Optional<AgentId> agent, Optional<Instant> asked)
      implements CallEvent {

    public HoldFailed(String call, Optional<AgentId> agent) {
      this(call, agent, Optional.empty());
    }
  }

  /**
   * The caller is still on hold: the agent did not take the call back. The parts are as in
   * {@link HoldFailed}.
   */
  record ResumeFailed(String call, Optional<AgentId> agent, Optional<Instant> asked)
      implements CallEvent {

    public ResumeFailed(String call, Optional<AgentId> agent) {
      this(call, agent, Optional.empty());
    }
  }

  /** The caller is gone. */
  record Ended(String call, String cause) implements CallEvent {}
}
