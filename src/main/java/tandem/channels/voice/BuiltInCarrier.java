package tandem.channels.voice;

import io.vertx.core.Future;
import java.util.Optional;
import tandem.desk.voice.CallCommand;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Carrier;

/**
 * The carrier of the practice line, to which no telephone is connected. It carries out every
 * command at once and reports the result as a telephone system would: an agent's Accept answers
 * their telephone. It keeps nothing. The outbox keeps the commands, and the intake the reports.
 */
public final class BuiltInCarrier implements Carrier {

  /** Begins the ids of reports. The id of a hook's event has no space, so none is the same. */
  static final String REPORT = "built-in ";

  /** The end of a call as the rehearsal's carrier words it. */
  private static final String HUNG_UP = "agent_hung_up";

  private final CallEvents desk;

  /** @param desk the intake of the hook's events */
  public BuiltInCarrier(CallEvents desk) {
    this.desk = desk;
  }

  @Override
  public String name() {
    return NativeVoice.CARRIER;
  }

  @Override
  public Future<Taken> carryOut(String key, CallCommand command, boolean again) {
    // a repeat needs no check: the intake recognizes its report by the id
    return desk.tell(NativeVoice.CARRIER, REPORT + key, report(command)).map(Taken.TOLD);
  }

  private static CallEvent report(CallCommand command) {
    return switch (command) {
      case CallCommand.Bridge bridge ->
        new CallEvent.Bridged(bridge.call(), Optional.of(bridge.agent()));
      case CallCommand.Hold hold -> new CallEvent.Held(hold.call());
      case CallCommand.Resume resume -> new CallEvent.Resumed(resume.call());
      case CallCommand.Hangup hangup -> new CallEvent.Ended(hangup.call(), HUNG_UP);
    };
  }
}
