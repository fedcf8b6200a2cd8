package tandem.console.agents;

import io.vertx.core.Vertx;
import tandem.console.ConsoleGround;

/** A console with a test's own time limits for screens. */
final class PatientConsole {

  private PatientConsole() {}

  static ConsoleGround with(Vertx vertx, DeskSocket.Patience patience) {
    return new ConsoleGround(
        vertx,
        (_, desks, sessions, problems, clock) ->
            new DeskDoor(vertx, desks, sessions, problems, clock, patience));
  }
}
