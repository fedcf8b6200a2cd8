package tandem.channels.chat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.web.Answer;
import tandem.web.ClientAddress;
import tandem.web.Downloads;
import tandem.web.Paging;
import tandem.web.PublicUrl;

/** The routes of the files of chats: a visitor sends one, and reads those of their own chat. */
final class ChatFiles {

  private static final String BEARER = "bearer ";

  private final Chats chats;
  private final PublicUrl publicUrl;

  ChatFiles(Chats chats, PublicUrl publicUrl) {
    this.chats = chats;
    this.publicUrl = publicUrl;
  }

  void mount(Guard guard) {
    guard.allow(Who.VISITOR, HttpMethod.POST, "/chat/attachments").stream(this::upload);
    guard
        .allow(Who.VISITOR, HttpMethod.GET, "/chat/messages/:number/attachments/:place")
        .handle(this::download);
  }

  private Future<Answer> upload(RoutingContext ctx) {
    var token = token(ctx);
    chats.mayUpload(token, ClientAddress.of(ctx).counted());
    return chats
        .desk()
        .upload(token.owner(), Paging.one(ctx, "name").orElse(""), ctx.request())
        .map(Answer::created);
  }

  private void download(RoutingContext ctx) {
    var token = token(ctx);
    int number = number(ctx, "number");
    int place = number(ctx, "place");
    chats
        .conversation(token)
        .compose(conversation -> chats.desk().file(conversation.id(), number, place))
        .compose(file -> {
          Downloads.begin(ctx, file.name(), file.type(), file.size());
          return chats.desk().content(file, ctx.response()::write);
        })
        .onComplete(_ -> Downloads.end(ctx), failure -> Downloads.broken(ctx, failure));
  }

  /** Reads whose files a request is about: the token alone says it. */
  private VisitorToken token(RoutingContext ctx) {
    var site = chats.site(ChatDoor.site(ctx));
    ChatDoor.checkOrigin(ctx, site, publicUrl);
    var headers = ctx.request().headers().getAll("Authorization");
    if (headers.size() != 1
        || !headers.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Failure.Unauthenticated("send the visitor's token as a bearer token");
    }
    return chats.token(site.id(), headers.getFirst().substring(BEARER.length()).strip());
  }

  private static int number(RoutingContext ctx, String name) {
    try {
      return Integer.parseUnsignedInt(ctx.pathParam(name));
    } catch (NumberFormatException e) {
      throw new Failure.Invalid(name + " must be a whole number from 1");
    }
  }
}
