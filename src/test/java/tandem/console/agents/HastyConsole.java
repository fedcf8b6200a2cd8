package tandem.console.agents;

import tandem.console.ConsoleGround;

/** A console whose door has no more patience with screens than a test. */
final class HastyConsole {

  private HastyConsole() {}

  static ConsoleGround with(DeskSocket.Patience patience) {
    return new ConsoleGround((vertx, desks, sessions, problems, clock) ->
        new DeskDoor(vertx, desks, sessions, problems, clock, patience));
  }
}
