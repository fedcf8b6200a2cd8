package tandem.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Guard;
import tandem.auth.Sessions;
import tandem.console.AccountRoutes;
import tandem.console.ContractRoute;
import tandem.console.CredentialRoutes;
import tandem.console.SessionRoutes;
import tandem.console.agents.DeskDoor;
import tandem.console.agents.DeskSources;
import tandem.console.agents.Desks;
import tandem.console.casework.CaseRoutes;
import tandem.console.casework.ContactRoutes;
import tandem.console.casework.CustomerRoutes;
import tandem.console.casework.OrderRoutes;
import tandem.console.casework.RemedyRoutes;
import tandem.console.casework.SearchRoutes;
import tandem.console.conversations.CannedReplyRoutes;
import tandem.console.conversations.ConversationRoutes;
import tandem.console.conversations.FileRoutes;
import tandem.console.conversations.MailRoutes;
import tandem.console.conversations.MailboxRoutes;
import tandem.console.conversations.SiteRoutes;
import tandem.console.floor.FloorRoutes;
import tandem.console.floor.QueueRoutes;
import tandem.console.floor.SupervisionRoutes;
import tandem.console.floor.Wallboard;
import tandem.console.floor.WallboardRoutes;
import tandem.routing.engine.Fact;
import tandem.web.ProblemHandler;

/** The doors for people: the agents' screens, the wallboard, and the routes of the API. */
public record Console(
    Ground ground,
    Rooms rooms,
    DeskWork desk,
    Gate gate,
    Desks desks,
    DeskDoor deskDoor,
    Wallboard board,
    WallboardRoutes wallboard) {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** Makes the desks' socket route. */
  @FunctionalInterface
  public interface DoorOfDesks {
    DeskDoor of(
        Vertx vertx, Desks desks, Sessions sessions, ProblemHandler problems, InstantSource clock);
  }

  /** Makes the wallboard's routes. */
  @FunctionalInterface
  public interface RoutesOfWallboard {
    WallboardRoutes of(Vertx vertx, Wallboard wallboard, Sessions sessions);
  }

  /**
   * Builds the console of one node.
   *
   * @param zone the zone in which a day of the wallboard begins at midnight
   * @param practice whether calls are only practised, without telephones
   */
  public static Console of(
      Ground ground, Rooms rooms, DeskWork desk, Gate gate, ZoneId zone, boolean practice) {
    var sources = new DeskSources(
        desk.contacts().pops(),
        desk.cases().claims(),
        desk.contacts().drafts(),
        desk.messages().conversations(),
        desk.floor().catalogues(),
        practice);
    return of(ground, rooms, desk, gate, zone, sources, DeskDoor::new, WallboardRoutes::new);
  }

  /** Builds a console with other sources for the screens and with other time limits. */
  public static Console of(
      Ground ground,
      Rooms rooms,
      DeskWork desk,
      Gate gate,
      ZoneId zone,
      Desks.Sources sources,
      DoorOfDesks deskDoor,
      RoutesOfWallboard wallboard) {
    var vertx = ground.vertx();
    var clock = ground.clock();
    var sessions = gate.sessions();
    var desks = new Desks(
        vertx,
        rooms.floor(),
        desk.screens().commands(),
        desk.screens().register(),
        sources,
        desk.messages().conversations(),
        desk.messages().viewers(),
        clock,
        ground.ids(),
        ground.meters());
    desk.feed().listen(desks);
    desk.customerNews().listen(desks::changed);
    desk.messages().feed().listen(desks::heard);
    desk.messages().viewers().listen(desks::viewersChanged);
    desk.contacts().draftNews().listen(desks::drafted);
    desk.cases().claims().listen(desks::claimed);
    desk.floor().catalogues().listen(desks::cataloguesChanged);
    desk.supervision().news().listen(desks::supervised);
    var board = new Wallboard(
        vertx,
        rooms.floor(),
        rooms.factHistory(),
        then -> desk.alerts().since(ground.database().pool(), then),
        zone,
        clock);
    return new Console(
        ground,
        rooms,
        desk,
        gate,
        desks,
        deskDoor.of(vertx, desks, sessions, gate.problems(), clock),
        board,
        wallboard.of(vertx, board, sessions));
  }

  public void mount(Guard guard) {
    new SessionRoutes(gate.sessions()).mount(guard);
    new AccountRoutes(gate.accounts(), gate.random()).mount(guard);
    new CredentialRoutes(gate.sessions(), gate.accounts(), gate.credentials(), rooms.floor())
        .mount(guard);
    new FloorRoutes(rooms.floor(), desk.floor().reading(), desk.floor().imports(), ground.clock())
        .mount(guard);
    new QueueRoutes(rooms.floor(), desk.supervision().labels(), ground.clock()).mount(guard);
    new SupervisionRoutes(desk.supervision().acts()).mount(guard);
    new CustomerRoutes(desk.contacts().customers(), desk.contacts().pops(), rooms.phones())
        .mount(guard);
    new SearchRoutes(desk.finding()).mount(guard);
    new OrderRoutes(rooms.orders(), rooms.phones()).mount(guard);
    new ContactRoutes(
            desk.contacts().identification(),
            desk.contacts().wrapUp(),
            desk.contacts().pops(),
            desk.contacts().drafts(),
            desk.contacts().transfer(),
            desk.contacts().story(),
            desk.cases().switchCase())
        .mount(guard);
    new MailRoutes(desk.messages().conversations()).mount(guard);
    new CannedReplyRoutes(desk.messages().replies()).mount(guard);
    new CaseRoutes(
            desk.cases().desk(), desk.cases().openCase(), desk.cases().notes(), rooms.floor())
        .mount(guard);
    new RemedyRoutes(desk.cases().giveRemedy(), desk.cases().claims()).mount(guard);
    new ConversationRoutes(desk.messages().conversations(), desk.messages().say()).mount(guard);
    new SiteRoutes(desk.messages().siteKeys(), desk.messages().visitors()).mount(guard);
    new FileRoutes(desk.messages().conversations()).mount(guard);
    new MailboxRoutes(desk.messages().mail()).mount(guard);
    wallboard.mount(guard);
    deskDoor.mount(guard);
    new ContractRoute().mount(guard);
  }

  /** Starts to follow the floor; earlier requests are told to come again. */
  public Future<Void> start() {
    return Future.all(desks.start(), board.start(), rooms.floor().follow(this::leave, _ -> true))
        .mapEmpty();
  }

  /** Agents whom the floor no longer has active lose their log-ins at once, at every node. */
  private void leave(long seq, Fact fact) {
    if (fact instanceof Fact.FloorPlanned(var changes, var _)
        && changes.agents().stream().anyMatch(agent -> !agent.active())) {
      gate.sessions()
          .endLeavers()
          .onFailure(no -> LOG.warn("leavers keep log-ins for a second", no));
    }
  }
}
