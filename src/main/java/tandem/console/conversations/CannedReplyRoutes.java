package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.desk.conversations.CannedReplies;
import tandem.desk.conversations.CannedReplies.Reply;
import tandem.desk.conversations.CannedReplies.Written;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IfMatch;

/** The routes of canned replies: each account has its own, and supervisors write the team's. */
public final class CannedReplyRoutes {

  private static final String ALL = "/api/v1/canned-replies";
  private static final String ONE = ALL + "/:reply";

  private final CannedReplies replies;

  public CannedReplyRoutes(CannedReplies replies) {
    this.replies = replies;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.GET, ALL).answer(this::list);
    guard.allow(Who.AGENT, HttpMethod.POST, ALL).answer(this::add);
    guard.allow(Who.AGENT, HttpMethod.PUT, ONE).answer(this::change);
    guard
        .allow(Who.AGENT, HttpMethod.DELETE, ONE)
        .answer(ctx -> replies.remove(who(ctx), id(ctx), IfMatch.expected(ctx)));
  }

  record Listed(List<Reply> cannedReplies) {}

  private Future<Listed> list(RoutingContext ctx) {
    return replies.of(who(ctx)).map(Listed::new);
  }

  record Said(Optional<DepartmentId> department, String shortcut, String text) {

    Written written() {
      return new Written(shortcut, text);
    }
  }

  private Future<Answer> add(RoutingContext ctx) {
    var said = Bodies.read(ctx, Said.class);
    return replies
        .add(who(ctx), said.department(), said.written())
        .map(reply ->
            versioned(Answer.created(reply), reply).with("Location", ALL + "/" + reply.id()));
  }

  record Changed(String shortcut, String text) {}

  private Future<Answer> change(RoutingContext ctx) {
    var said = Bodies.read(ctx, Changed.class);
    return replies
        .change(who(ctx), id(ctx), IfMatch.expected(ctx), new Written(said.shortcut(), said.text()))
        .map(reply -> versioned(Answer.of(reply), reply));
  }

  private static Answer versioned(Answer answer, Reply reply) {
    return answer.with("ETag", IfMatch.quoted(reply.version()));
  }

  private static UUID id(RoutingContext ctx) {
    try {
      return UUID.fromString(ctx.pathParam("reply"));
    } catch (IllegalArgumentException e) {
      throw new Failure.NotFound("canned reply", ctx.pathParam("reply"));
    }
  }

  private static CannedReplies.Who who(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    return new CannedReplies.Who(
        identity.account(), identity.agent(), identity.role().atLeast(Role.SUPERVISOR));
  }
}
