package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.conversations.Attachment;
import tandem.desk.conversations.ConversationDesk;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Downloads;
import tandem.web.Paging;

/** The routes of files: an agent uploads one and attaches it, and reads those of messages. */
public final class FileRoutes {

  private final ConversationDesk desk;

  public FileRoutes(ConversationDesk desk) {
    this.desk = desk;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/attachments").stream(this::upload);
    guard
        .allow(
            Who.AGENT,
            HttpMethod.POST,
            "/api/v1/conversations/:conversation/messages/:number/attachments")
        .answer(this::copy);
    guard
        .allow(
            Who.AGENT,
            HttpMethod.GET,
            "/api/v1/conversations/:conversation/messages/:number/attachments/:place")
        .handle(this::download);
  }

  private Future<Answer> upload(RoutingContext ctx) {
    return desk.upload(
            Identity.of(ctx).account(), Paging.one(ctx, "name").orElse(""), ctx.request())
        .map(Answer::created);
  }

  /** The files of a message that are to be attached to another one. */
  record Places(List<Integer> places) {
    Places {
      Failure.require(
          !places.isEmpty() && places.size() <= Attachment.ATTACHMENTS_MAX,
          "places must be 1 to " + Attachment.ATTACHMENTS_MAX + " places of attachments");
      places.forEach(place -> Failure.require(place > 0, "places must be positive"));
    }
  }

  record Copies(List<ConversationDesk.Uploaded> attachments) {}

  private Future<Answer> copy(RoutingContext ctx) {
    return desk.copy(
            Identity.of(ctx).account(),
            ConversationRoutes.conversation(ctx),
            ConversationRoutes.number(ctx, "number"),
            Bodies.read(ctx, Places.class).places())
        .map(Copies::new)
        .map(Answer::created);
  }

  private void download(RoutingContext ctx) {
    desk.file(
            ConversationRoutes.conversation(ctx),
            ConversationRoutes.number(ctx, "number"),
            ConversationRoutes.number(ctx, "place"))
        .compose(file -> {
          Downloads.begin(ctx, file.name(), file.type(), file.size());
          return desk.content(file, ctx.response()::write);
        })
        .onComplete(_ -> Downloads.end(ctx), failure -> Downloads.broken(ctx, failure));
  }
}
