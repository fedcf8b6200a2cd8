package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.ContactOutcome;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.timeline.ContactStory;
import tandem.desk.timeline.StoryEvent;
import tandem.document.Cursor;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Paging;

/** The routes for an agent's own contacts, and for the story of any contact. */
public final class ContactRoutes {

  private final Identification identification;
  private final WrapUp wrapUp;
  private final ScreenPop pops;
  private final Drafts drafts;
  private final ContactStory story;

  public ContactRoutes(
      Identification identification,
      WrapUp wrapUp,
      ScreenPop pops,
      Drafts drafts,
      ContactStory story) {
    this.identification = identification;
    this.wrapUp = wrapUp;
    this.pops = pops;
    this.drafts = drafts;
    this.story = story;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/customer")
        .answer(this::identify);
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/outcome")
        .answer(this::recordOutcome);
    guard
        .allow(Who.AGENT, HttpMethod.PUT, "/api/v1/contacts/:contact/drafts/:draft")
        .answer(this::saveDraft);
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

  private Future<Void> saveDraft(RoutingContext ctx) {
    return drafts.save(
        Identity.of(ctx).asAgent(),
        new Drafts.Draft(
            ContactId.parse(ctx.pathParam("contact")),
            Drafts.Kind.of(ctx.pathParam("draft")),
            Bodies.tree(ctx)));
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
