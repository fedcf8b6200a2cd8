package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.function.Supplier;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.console.ConsoleGround;
import tandem.desk.conversations.Say;
import tandem.document.Json;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** The console with sites, whose visitors have real sockets. */
final class ChatGround implements AutoCloseable {

  static final String SHOP = "shop";

  /** A site at which nobody answers at this time. */
  static final String CLOSED = "closed";

  static final String MAILBOX = "help@shop.example";
  static final String ORIGIN = "https://shop.example";

  final ConsoleGround console;
  private int keys;

  ChatGround(Vertx vertx) {
    this(new ConsoleGround(vertx));
  }

  /** With mailboxes of the test's own. */
  ChatGround(Vertx vertx, String mailboxes) {
    this(new ConsoleGround(vertx, mailboxes));
  }

  private ChatGround(ConsoleGround console) {
    this.console = console;
    var tomorrow = console
        .clock
        .instant()
        .atZone(java.time.ZoneOffset.UTC)
        .plusDays(2)
        .getDayOfWeek()
        .name()
        .toLowerCase(java.util.Locale.ROOT);
    console.take("""
        queues:
          - {id: chats, name: Chats, department: service, channel: chat, offer_timeout: 600}
          - {id: later_chats, name: Later, department: service, channel: chat}
          - {id: mails, name: Mails, department: service, channel: email}
        entrances:
          - {channel: chat, address: shop, queue: chats}
          - {channel: chat, address: closed, queue: later_chats}
          - {channel: email, address: help@shop.example, queue: mails}
        sites:
          - {id: shop, name: The shop, greeting: Hello!, origins: ["https://shop.example"], mailbox: help@shop.example}
          - {id: other, name: Another shop}
          - {id: closed, name: A closed shop, mailbox: help@shop.example, hours: [{days: [%s], from: "09:00", to: "17:00"}]}
        """.formatted(tomorrow));
  }

  ChatClient visitor() {
    return ChatClient.open(console, SHOP);
  }

  ChatClient visitor(String token, int after) {
    return ChatClient.resume(console, SHOP, token, after);
  }

  /** Lets Tom accept the contact of a waiting visitor. */
  ContactId accepted(ChatClient visitor) {
    var contact = ContactId.parse(visitor
        .until(message -> message.path("type").asText().equals("state")
            && message.path("state").asText().equals("waiting"))
        .path("contact")
        .asText());
    accept(contact);
    visitor.state("talking");
    return contact;
  }

  void accept(ContactId contact) {
    console.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    eventually(() -> await(console.routing.committed().read(floor -> floor.contact(contact)))
        .filter(one -> one.phase() instanceof Phase.Offered)
        .isPresent());
    int offers = await(console.routing.committed().read(floor -> floor.contact(contact)))
        .orElseThrow()
        .offers();
    console.tell(new Signal.OfferAccepted(new OfferId(contact, offers), TOM));
  }

  /** Tom answers; returns the number of the message. */
  int answer(ContactId contact, String text) {
    return await(console
            .messages
            .say()
            .answer(contact, TOM, "tom", "key-" + ++keys, Say.Answer.of(text)))
        .number();
  }

  void finish(ContactId contact) {
    console.tell(new Signal.ContactFinished(contact, TOM, java.util.Optional.empty()));
  }

  /** Sends a request to the API as root. */
  JsonNode api(HttpMethod method, String path, String body) {
    var request = console
        .entrance
        .request(method, path)
        .putHeader("Authorization", "Bearer " + console.entrance.session("root"))
        .putHeader("Content-Type", "application/json");
    var answer = await(
        body.isEmpty()
            ? request.send()
            : request.sendBuffer(io.vertx.core.buffer.Buffer.buffer(body)));
    assertThat(answer.statusCode()).as("%s", answer.bodyAsString()).isBetween(200, 299);
    return answer.bodyAsString() == null
        ? Json.MAPPER.missingNode()
        : Json.read(answer.bodyAsString(), JsonNode.class);
  }

  static void eventually(Supplier<Boolean> wanted) {
    long deadline = System.nanoTime() + java.time.Duration.ofSeconds(60).toNanos();
    while (!wanted.get()) {
      assertThat(deadline - System.nanoTime()).as("waited in vain").isPositive();
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    await(console.chats.close());
    console.close();
  }
}
