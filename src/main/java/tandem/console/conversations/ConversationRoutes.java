package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.ConversationDesk.Shown;
import tandem.desk.conversations.Say;
import tandem.document.Json;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IdempotencyKey;
import tandem.web.Paging;

/** The routes of written conversations: what was said, and the answers of agents. */
public final class ConversationRoutes {

  /** An answer of the longest text, of which each character may take twelve bytes in JSON. */
  private static final int ANSWER_BYTES_MAX = 512 * 1024;

  private final ConversationDesk desk;
  private final Say say;

  public ConversationRoutes(ConversationDesk desk, Say say) {
    this.desk = desk;
    this.say = say;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/contacts/:contact/conversation")
        .answer(this::ofContact);
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/api/v1/contacts/:contact/messages")
        .bodyUpTo(ANSWER_BYTES_MAX)
        .answer(this::answer);
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/customers/:customer/conversations")
        .answer(this::ofCustomer);
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/conversations/:conversation")
        .answer(ctx -> desk.of(conversation(ctx)));
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/conversations/:conversation/messages")
        .answer(this::messages);
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/conversations/:conversation/messages/:number")
        .answer(this::whole);
    guard
        .allow(
            Who.AGENT,
            HttpMethod.POST,
            "/api/v1/conversations/:conversation/messages/:number/retry")
        .answer(ctx -> say.again(conversation(ctx), number(ctx, "number")));
    guard
        .allow(Who.AGENT, HttpMethod.PUT, "/api/v1/conversations/:conversation/read")
        .answer(this::read);
  }

  private Future<Shown> ofContact(RoutingContext ctx) {
    return desk.of(ContactId.parse(ctx.pathParam("contact")));
  }

  record Listed(List<Conversation> conversations) {}

  private Future<Listed> ofCustomer(RoutingContext ctx) {
    return desk.of(
            CustomerId.parse(ctx.pathParam("customer")),
            Paging.one(ctx, "before").map(ConversationId::parse),
            Paging.of(ctx).limit())
        .map(Listed::new);
  }

  record Page(List<Message> messages) {}

  private Future<Page> messages(RoutingContext ctx) {
    var before = Paging.one(ctx, "before").map(text -> number("before", text));
    var after = Paging.one(ctx, "after").map(text -> number("after", text));
    Failure.require(
        before.isEmpty() || after.isEmpty(), "only one of before and after may be given");
    int limit = Paging.of(ctx).limit();
    return (after.isPresent()
            ? desk.after(conversation(ctx), after.get(), limit)
            : desk.before(conversation(ctx), before.orElse(Integer.MAX_VALUE), limit))
        .map(Page::new);
  }

  private Future<Messages.Whole> whole(RoutingContext ctx) {
    return desk.whole(conversation(ctx), number(ctx, "number"));
  }

  /** The subject and the recipients of an email; other conversations have none. */
  record MailDetails(
      Optional<String> subject,
      Optional<List<String>> to,
      Optional<List<String>> cc,
      Optional<List<String>> bcc) {

    static final int ADDRESSES_MAX = 100;

    MailDetails {
      subject =
          subject.map(text -> Text.optional("subject", text, Conversation.SUBJECT_LENGTH_MAX));
      to = to.map(list -> addresses("to", list));
      cc = cc.map(list -> addresses("cc", list));
      bcc = bcc.map(list -> addresses("bcc", list));
    }

    private static List<String> addresses(String field, List<String> typed) {
      Failure.require(
          typed.size() <= ADDRESSES_MAX,
          field + " must have at most " + ADDRESSES_MAX + " addresses");
      return typed.stream()
          .map(text -> Text.required(field, text, ContactPoint.VALUE_LENGTH_MAX))
          .toList();
    }
  }

  record Said(String text, Optional<List<UUID>> attachments, Optional<MailDetails> details) {
    Said {
      text = Text.optional("text", text, Say.TEXT_LENGTH_MAX);
      Failure.require(
          attachments.map(List::size).orElse(0) <= Attachment.ATTACHMENTS_MAX,
          "attachments must be at most " + Attachment.ATTACHMENTS_MAX);
    }
  }

  private Future<Answer> answer(RoutingContext ctx) {
    var said = Bodies.read(ctx, Said.class);
    var who = Identity.of(ctx);
    return say.answer(
            ContactId.parse(ctx.pathParam("contact")),
            who.asAgent(),
            who.account(),
            IdempotencyKey.required(ctx),
            new Say.Answer(
                said.text(),
                Optional.empty(),
                said.attachments().orElse(List.of()),
                said.details()
                    .map(details ->
                        Json.MAPPER.<com.fasterxml.jackson.databind.JsonNode>valueToTree(details))
                    .orElseGet(Json.MAPPER::createObjectNode)))
        .map(Answer::created);
  }

  record ReadTo(int number) {
    ReadTo {
      Failure.require(number > 0, "number must be positive");
    }
  }

  private Future<Void> read(RoutingContext ctx) {
    return desk.read(conversation(ctx), Bodies.read(ctx, ReadTo.class).number());
  }

  static ConversationId conversation(RoutingContext ctx) {
    return ConversationId.parse(ctx.pathParam("conversation"));
  }

  static int number(RoutingContext ctx, String name) {
    return number(name, ctx.pathParam(name));
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new Failure.Invalid(name + " must be a whole number from 0 to " + Integer.MAX_VALUE);
    }
  }
}
