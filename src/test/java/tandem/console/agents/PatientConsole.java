package tandem.console.agents;

import io.vertx.core.Vertx;
import tandem.console.ConsoleGround;

/** A console whose door has as much patience with screens as a test wants. */
final class PatientConsole {

  private PatientConsole() {}

  static ConsoleGround with(Vertx vertx, DeskSocket.Patience patience) {
    return new ConsoleGround(
        vertx,
        (_, desks, sessions, problems, clock) ->
            new DeskDoor(vertx, desks, sessions, problems, clock, patience));
  }
}
