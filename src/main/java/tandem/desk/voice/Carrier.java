package tandem.desk.voice;

import io.vertx.core.Future;

/** A carrier, which holds calls and carries out the floor's commands. */
public interface Carrier {

  /** The name in contacts and destinations: {@code native}, {@code twilio}. */
  String name();

  /**
   * Sends a command; succeeds when the carrier has accepted it. The failure
   * {@link tandem.base.Failure.NotFound} means that the call is gone,
   * {@link tandem.base.Failure.Conflict} that the command can never be carried out, and any other
   * that a repeat may succeed.
   *
   * @param key the same for each try of this command, so that it is carried out once
   * @param again whether it may have been sent before; a carrier that does not recognize repeats is
   *     first asked for the state of the call
   */
  Future<Taken> carryOut(String key, CallCommand command, boolean again);

  /** The result of a command. */
  enum Taken {
    /** The carrier has accepted it. */
    TOLD,
    /** An earlier command has joined customer and agent already, but its report was lost. */
    JOINED
  }
}
