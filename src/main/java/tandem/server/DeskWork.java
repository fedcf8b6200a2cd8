package tandem.server;

import io.vertx.core.Future;
import tandem.auth.Audit;
import tandem.desk.Alerts;
import tandem.desk.agents.AgentCommands;
import tandem.desk.casework.CaseClosing;
import tandem.desk.casework.CaseDesk;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.DeskMessages;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.GiveRemedy;
import tandem.desk.casework.Notes;
import tandem.desk.casework.OpenCase;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.CatalogueRows;
import tandem.desk.floor.FloorImport;
import tandem.desk.floor.FloorReading;
import tandem.desk.floor.FloorWriter;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.screens.ScreenCheck;
import tandem.desk.screens.ScreenNews;
import tandem.desk.screens.ScreenRegister;
import tandem.desk.timeline.ContactStory;
import tandem.desk.timeline.Projector;
import tandem.desk.timeline.TimelineFeed;
import tandem.desk.voice.Intake;

/** The work of the desk, which combines the rooms. */
public record DeskWork(
    Alerts alerts,
    TimelineFeed feed,
    ScreenPop pops,
    Intake intake,
    Identification identification,
    CustomerDesk customers,
    OpenCase openCase,
    CaseDesk cases,
    Notes notes,
    Drafts drafts,
    ContactStory story,
    WrapUp wrapUp,
    GiveRemedy giveRemedy,
    ClaimDesk claims,
    AgentCommands agents,
    ScreenRegister screens,
    ScreenCheck screenCheck,
    KnownCatalogues catalogues,
    FloorReading floorReading,
    FloorImport floorImport,
    Projector projector,
    CaseClosing closing) {

  /**
   * Builds the desk's part of one node; the outbox delivers the desk's messages to routing.
   *
   * @param audit the audit in which changes of the floor are recorded
   */
  public static DeskWork of(Ground ground, Rooms rooms, Audit audit) {
    var vertx = ground.vertx();
    var database = ground.database();
    var outbox = ground.outbox();
    var clock = ground.clock();
    var meters = ground.meters();
    var routing = rooms.routing();
    var floor = rooms.floor();
    var customers = rooms.customers();
    var cases = rooms.cases().cases();
    var states = rooms.cases().states();
    var timelines = rooms.cases().timelines();
    var remedies = rooms.cases().remedies();

    var alerts = new Alerts();
    var feed = new TimelineFeed(vertx);
    var pops = new ScreenPop(database.pool(), customers, rooms.histories(), meters);
    var claims = new ClaimDesk(vertx, database, cases, rooms.cases().claims(), clock);
    var screenNews = new ScreenNews(routing, claims);
    var catalogueRows = new CatalogueRows();
    var catalogues = new KnownCatalogues(vertx, database, catalogueRows);
    var floorReading = new FloorReading(vertx, floor, database, catalogueRows);
    routing.companions(
        FloorWriter.KIND,
        new FloorWriter(
            vertx,
            catalogueRows,
            (tx, by, notes) -> audit.record(
                tx,
                by,
                "floor.changed",
                notes.stream()
                    .map(note -> new Audit.Effect(note.part(), note.body()))
                    .toList()),
            catalogues::say,
            clock));
    outbox.deliverTo(DeskMessages.DESTINATION, new DeskMessages(routing));
    return new DeskWork(
        alerts,
        feed,
        pops,
        new Intake(
            database,
            ground.inbox(),
            customers,
            rooms.phones(),
            floor,
            catalogues,
            routing,
            pops,
            alerts,
            clock),
        new Identification(database, customers, cases, floor, routing),
        new CustomerDesk(database, customers, timelines),
        new OpenCase(database, cases, clock),
        new CaseDesk(database, cases, timelines, states, feed, clock),
        new Notes(database, timelines, feed, clock),
        new Drafts(database, floor, clock),
        new ContactStory(database, Rooms.FLOOR),
        new WrapUp(
            database,
            floor,
            cases,
            states,
            timelines,
            rooms.cases().outcomes(),
            outbox,
            feed,
            clock),
        new GiveRemedy(database, cases, timelines, remedies, alerts, feed, clock, meters),
        claims,
        new AgentCommands(routing),
        new ScreenRegister(vertx, database, ground.node(), screenNews),
        new ScreenCheck(database, floor, screenNews),
        catalogues,
        floorReading,
        new FloorImport(routing, floorReading, catalogues, rooms.phones()),
        projector(ground, rooms, alerts, feed),
        new CaseClosing(vertx, database, cases, states, timelines, feed, clock));
  }

  /** Builds a second projector, as another node would have it. */
  public Projector anotherProjector(Ground ground, Rooms rooms) {
    return projector(ground, rooms, alerts, feed);
  }

  private static Projector projector(Ground ground, Rooms rooms, Alerts alerts, TimelineFeed feed) {
    return new Projector(
        ground.vertx(),
        ground.database(),
        rooms.floor(),
        Rooms.FLOOR,
        rooms.cases().cases(),
        rooms.cases().timelines(),
        alerts,
        feed,
        ground.clock(),
        ground.meters());
  }

  /** Starts to receive the news of all nodes. */
  public Future<Void> start() {
    return Future.all(feed.start(), claims.start(), catalogues.start()).mapEmpty();
  }

  public Future<Void> stop() {
    return Future.join(feed.stop(), claims.stop(), catalogues.stop()).mapEmpty();
  }
}
