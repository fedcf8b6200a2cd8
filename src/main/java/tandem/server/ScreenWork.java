package tandem.server;

import tandem.desk.agents.AgentCommands;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.screens.ScreenCheck;
import tandem.desk.screens.ScreenNews;
import tandem.desk.screens.ScreenRegister;

/** The desk's work with agents' screens: their commands, and the record of who has one. */
public record ScreenWork(AgentCommands commands, ScreenRegister register, ScreenCheck check) {

  static ScreenWork of(Ground ground, Rooms rooms, ClaimDesk claims) {
    var news = new ScreenNews(rooms.routing(), claims);
    return new ScreenWork(
        new AgentCommands(rooms.routing()),
        new ScreenRegister(ground.vertx(), ground.database(), ground.node(), news),
        new ScreenCheck(ground.database(), rooms.floor(), news));
  }
}
