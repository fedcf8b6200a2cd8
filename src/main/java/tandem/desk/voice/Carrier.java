package tandem.desk.voice;

import io.vertx.core.Future;

/** A carrier: it holds calls for us and does with them what the floor decides. */
public interface Carrier {

  /** As it stands in contacts and destinations: {@code native}, {@code twilio}. */
  String name();

  /**
   * Succeeds when the carrier has the command. Of the failures,
   * {@link tandem.base.Failure.NotFound} means that the call is gone,
   * {@link tandem.base.Failure.Conflict} that this can never be done, and any other that it is
   * worth telling again.
   *
   * @param key the same each time this command is told, so that it is done once
   * @param again it may have been told before; a carrier that cannot tell a repeat by its key is
   *     asked how the call stands first
   */
  Future<Taken> carryOut(String key, CallCommand command, boolean again);

  /** How a command was taken. */
  enum Taken {
    /** The carrier has it. */
    TOLD,
    /** An earlier command has joined customer and agent already, though we did not hear of it. */
    JOINED
  }
}
