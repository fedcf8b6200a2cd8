package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.desk.casework.CaseDesk;
import tandem.desk.casework.Notes;
import tandem.desk.casework.OpenCase;
import tandem.document.Cursor;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.FloorPlan;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IdempotencyKey;
import tandem.web.Paging;

/** The routes of cases, their timelines and notes. */
public final class CaseRoutes {

  private final CaseDesk desk;
  private final OpenCase opening;
  private final Notes notes;
  private final CommittedFloor floor;

  public CaseRoutes(CaseDesk desk, OpenCase opening, Notes notes, CommittedFloor floor) {
    this.desk = desk;
    this.opening = opening;
    this.notes = notes;
    this.floor = floor;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/cases").answer(this::open);
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/cases/:case")
        .answer(ctx -> desk.find(caseId(ctx)));
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/cases/:case/timeline").answer(this::timeline);
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/cases/:case/state").answer(this::say);
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/cases/:case/notes").answer(this::note);
  }

  record Opened(CustomerId customer, CaseFile.Kind kind, String subject) {}

  private Future<Answer> open(RoutingContext ctx) {
    var asked = Bodies.read(ctx, Opened.class);
    var author = Identity.of(ctx).asAgent();
    var key = IdempotencyKey.optional(ctx);
    return departmentOf(author)
        .compose(department -> opening.open(
            new Cases.ByHand(asked.customer(), asked.kind(), asked.subject(), department),
            author,
            key))
        .map(file -> Answer.created(file).with("Location", "/api/v1/cases/" + file.id()));
  }

  private Future<DepartmentId> departmentOf(AgentId agent) {
    return floor.read(f -> f.planned(agent)
        .map(FloorPlan.Agent::department)
        .orElseThrow(() -> new Failure.NotFound("agent", agent)));
  }

  private Future<EntryPage> timeline(RoutingContext ctx) {
    var page = Paging.of(ctx);
    return desk.timeline(caseId(ctx), page.cursor().map(CaseRoutes::number), page.limit())
        .map(entries -> EntryPage.of(entries, page.limit(), entry -> Cursor.of(entry.number())));
  }

  private static int number(String cursor) {
    try {
      return Integer.parseInt(Cursor.parse(cursor, 1).place().getFirst());
    } catch (NumberFormatException e) {
      throw Cursor.notOurs();
    }
  }

  record StateSaid(
      CaseFile.State state, Optional<CaseFile.WaitingOn> waitingOn, Optional<String> why) {}

  private Future<CaseFile> say(RoutingContext ctx) {
    var said = Bodies.read(ctx, StateSaid.class);
    return desk.say(
        caseId(ctx),
        new CaseStates.Said(said.state(), said.waitingOn(), said.why().orElse("")),
        author(ctx));
  }

  record NoteText(String text, Optional<ContactId> contact) {}

  private Future<Answer> note(RoutingContext ctx) {
    var note = Bodies.read(ctx, NoteText.class);
    return notes
        .add(caseId(ctx), note.text(), author(ctx), note.contact(), IdempotencyKey.optional(ctx))
        .map(Answer::created);
  }

  /** Returns the author of a request, for the timeline. */
  static Author author(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    return Author.of(identity.account(), identity.agent());
  }

  private static CaseId caseId(RoutingContext ctx) {
    return CaseId.parse(ctx.pathParam("case"));
  }
}
