package tandem.console.casework;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.Text;
import tandem.cases.CaseFile;
import tandem.cases.ContactOutcome;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.Notes;
import tandem.desk.casework.SwitchCase;
import tandem.desk.casework.Transfer;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.timeline.ContactStory;
import tandem.desk.timeline.StoryEvent;
import tandem.document.Cursor;
import tandem.routing.engine.Destination;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IfMatch;
import tandem.web.Paging;

/** The routes for an agent's own contacts, and for the story of any contact. */
public final class ContactRoutes {

  private final Identification identification;
  private final WrapUp wrapUp;
  private final ScreenPop pops;
  private final Drafts drafts;
  private final Transfer transfer;
  private final ContactStory story;
  private final SwitchCase switching;

  public ContactRoutes(
      Identification identification,
      WrapUp wrapUp,
      ScreenPop pops,
      Drafts drafts,
      Transfer transfer,
      ContactStory story,
      SwitchCase switching) {
    this.identification = identification;
    this.wrapUp = wrapUp;
    this.pops = pops;
    this.drafts = drafts;
    this.transfer = transfer;
    this.story = story;
    this.switching = switching;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/customer")
        .answer(this::identify);
    guard
        .allow(Who.AGENT, HttpMethod.PUT, "/api/v1/contacts/:contact/case")
        .answer(this::switchCase);
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/outcome")
        .answer(this::recordOutcome);
    guard
        .allow(Who.AGENT, HttpMethod.PUT, "/api/v1/contacts/:contact/drafts/:draft")
        .answer(this::saveDraft);
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/transfer")
        .answer(this::transfer);
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/contacts/:contact/story").answer(this::story);
  }

  record Story(List<StoryEvent> events, Optional<String> nextCursor) {}

  private Future<Story> story(RoutingContext ctx) {
    var page = Paging.of(ctx);
    var after = page.cursor().stream().mapToLong(ContactRoutes::place).findFirst();
    return story
        .of(ContactId.parse(ctx.pathParam("contact")), after, page.limit())
        .map(part -> new Story(
            part.events(),
            part.next().stream().mapToObj(seq -> Cursor.of(seq).text()).findFirst()));
  }

  private static long place(String cursor) {
    try {
      return Long.parseLong(Cursor.parse(cursor, 1).place().getFirst());
    } catch (NumberFormatException e) {
      throw Cursor.notOurs();
    }
  }

  record Identified(CustomerId customer) {}

  private Future<Answer> identify(RoutingContext ctx) {
    var contact = ContactId.parse(ctx.pathParam("contact"));
    var customer = Bodies.read(ctx, Identified.class).customer();
    return identification
        .identify(contact, customer, Identity.of(ctx).asAgent())
        .compose(_ -> pops.of(contact))
        .map(pop -> Answer.of(pop.json()));
  }

  record Switched(@JsonProperty("case") CaseId caseId) {}

  private Future<CaseFile> switchCase(RoutingContext ctx) {
    var who = Identity.of(ctx);
    return switching.to(
        ContactId.parse(ctx.pathParam("contact")),
        Bodies.read(ctx, Switched.class).caseId(),
        new SwitchCase.By(who.account(), who.agent(), who.role().atLeast(Role.SUPERVISOR)));
  }

  private Future<Answer> saveDraft(RoutingContext ctx) {
    return drafts
        .save(
            Identity.of(ctx).asAgent(),
            new Drafts.Draft(
                ContactId.parse(ctx.pathParam("contact")),
                Drafts.Kind.of(ctx.pathParam("draft")),
                Bodies.compact(ctx)),
            IfMatch.expected(ctx).map(ContactRoutes::version))
        .map(version -> Answer.empty().with("ETag", IfMatch.quoted(Long.toString(version))));
  }

  private static long version(Set<String> tags) {
    try {
      return Long.parseLong(String.join(",", tags));
    } catch (NumberFormatException e) {
      throw new Failure.Invalid(
          "If-Match must name the one version that was changed, such as \"17\", or \"0\" for none");
    }
  }

  record Target(Optional<QueueId> queue, Optional<AgentId> agent) {}

  record HandOver(Target to, Optional<String> note) {
    HandOver {
      note = note.map(text -> Text.optional("note", text, Notes.NOTE_LENGTH_MAX));
      Failure.require(
          to.queue().isPresent() != to.agent().isPresent(),
          "to must name either a queue or an agent");
    }
  }

  private Future<Void> transfer(RoutingContext ctx) {
    var asked = Bodies.read(ctx, HandOver.class);
    var to = asked.to();
    return transfer.move(
        ContactId.parse(ctx.pathParam("contact")),
        Identity.of(ctx).asAgent(),
        to.queue()
            .<Destination>map(Destination.ToQueue::new)
            .orElseGet(() -> new Destination.ToAgent(to.agent().orElseThrow())),
        asked.note().orElse(""));
  }

  record OutcomeSaid(OutcomeId outcome, Optional<String> note, Optional<Integer> readTo) {
    OutcomeSaid {
      Failure.require(
          readTo.filter(number -> number < 0).isEmpty(), "read_to must not be negative");
    }
  }

  private Future<ContactOutcome> recordOutcome(RoutingContext ctx) {
    var contact = ContactId.parse(ctx.pathParam("contact"));
    var said = Bodies.read(ctx, OutcomeSaid.class);
    var who = Identity.of(ctx);
    return wrapUp.record(
        contact,
        new WrapUp.Teller(who.account(), who.agent(), who.role().atLeast(Role.SUPERVISOR)),
        said.outcome(),
        said.note().orElse(""),
        said.readTo());
  }
}
