package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Channel;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.console.ConsoleGround;
import tandem.conversations.Attachment;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.MessageCarrier;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.conversations.Triage;
import tandem.document.Json;
import tandem.web.Pages;

/** A real console with its pages, a real Chromium, and carriers of chats and emails for tests. */
final class WrittenGround implements AutoCloseable {

  static final String SITE = "shop";
  static final String MAILBOX = "help@shop.example";

  final ConsoleGround console;
  final Post chat = new Post(
      "chat",
      8_000,
      Set.of(
          MessageCarrier.Capability.ATTACHMENTS,
          MessageCarrier.Capability.TYPING,
          MessageCarrier.Capability.READ_MARKS));
  final Post mail = new Post(
      "email",
      100_000,
      Set.of(
          MessageCarrier.Capability.ATTACHMENTS,
          MessageCarrier.Capability.HTML,
          MessageCarrier.Capability.MAIL));
  final List<String> complaints = new CopyOnWriteArrayList<>();

  private final Chromium chromium = new Chromium();
  private int events;

  WrittenGround(Vertx vertx) {
    console = new ConsoleGround(vertx);
    console.take("""
        queues:
        - {id: chats, name: Chats, department: service, channel: chat}
        - {id: mails, name: Complaints, department: service, channel: email, answer_within: 14400}
        - {id: returns, name: Returns by email, department: shipping, channel: email}
        entrances:
        - {channel: chat, address: shop, queue: chats}
        - {channel: email, address: help@shop.example, queue: mails}
        """);
    console.messages.carriers().add(chat);
    console.messages.carriers().add(mail);
    var guard = console.entrance.guard;
    new Pages()
        .mount((path, handler) -> guard.allow(Who.PUBLIC, HttpMethod.GET, path).handle(handler));
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
  }

  /** A carrier that keeps what it is given, and fails when it is told to. */
  static final class Post implements MessageCarrier {
    private final String name;
    private final int textLengthMax;
    private final Set<Capability> capabilities;
    final List<Outgoing> sent = new CopyOnWriteArrayList<>();
    volatile Optional<String> refusal = Optional.empty();

    Post(String name, int textLengthMax, Set<Capability> capabilities) {
      this.name = name;
      this.textLengthMax = textLengthMax;
      this.capabilities = capabilities;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Set<Capability> capabilities() {
      return capabilities;
    }

    @Override
    public int textLengthMax() {
      return textLengthMax;
    }

    @Override
    public Future<Sent> send(String key, Outgoing message, boolean again) {
      return refusal
          .map(why -> Future.<Sent>failedFuture(new Failure.Conflict(why)))
          .orElseGet(() -> {
            sent.add(message);
            return Future.succeededFuture(new Sent(Optional.of(key)));
          });
    }

    List<String> texts() {
      return sent.stream().map(one -> one.content().text()).toList();
    }
  }

  MessageEvents.Taken chat(String visitor, String name, String text) {
    return await(console
        .messages
        .intake()
        .arrived(
            "chat",
            new MessageEvent.Arrived(
                "c-" + ++events,
                Channel.CHAT,
                SITE,
                new MessageEvent.Place.InThread(visitor),
                new MessageEvent.From(
                    visitor,
                    name,
                    ContactPoint.Kind.VISITOR,
                    Optional.of(new ContactPoint(ContactPoint.Kind.VISITOR, visitor)),
                    Json.MAPPER.createObjectNode()),
                console.clock.instant(),
                "",
                text,
                Optional.empty(),
                Optional.empty(),
                Json.MAPPER.createObjectNode(),
                List.of(),
                Triage.NONE)));
  }

  MessageEvents.Taken mail(
      Optional<ConversationId> thread,
      String from,
      String name,
      String details,
      String text,
      Optional<String> html,
      List<Attachment> files) {
    return await(console
        .messages
        .intake()
        .arrived(
            "email",
            new MessageEvent.Arrived(
                "m-" + ++events,
                Channel.EMAIL,
                MAILBOX,
                thread
                    .<MessageEvent.Place>map(MessageEvent.Place.Known::new)
                    .orElseGet(MessageEvent.Place.New::new),
                new MessageEvent.From(
                    from,
                    name,
                    ContactPoint.Kind.EMAIL,
                    Optional.of(new ContactPoint(ContactPoint.Kind.EMAIL, from)),
                    Json.MAPPER.createObjectNode()),
                console.clock.instant(),
                "Blender arrived broken",
                text,
                html,
                Optional.of("<" + events + "@example.com>"),
                Json.read(details, JsonNode.class),
                files,
                Triage.NONE)));
  }

  void typing(ConversationId conversation, boolean isTyping) {
    console.messages.intake().typing(new MessageEvent.Typing(conversation, isTyping));
  }

  void read(ConversationId conversation, int number) {
    await(console.messages.intake().read("chat", new MessageEvent.Read(conversation, number)));
  }

  /** Opens the desk of an agent in a new browser window. */
  Page desk(String name) {
    return open(window(name), "/agent");
  }

  /** Opens the wallboard of a supervisor in a new browser window. */
  Page wall(String name) {
    return open(window(name), "/wall");
  }

  private Page window(String name) {
    var context =
        chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(1440, 860));
    context.addCookies(List.of(new Cookie(Guard.PLAIN_COOKIE, console.entrance.session(name))
        .setUrl(console.entrance.origin())));
    return context.newPage();
  }

  /** Opens another tab of the same agent. */
  Page tab(Page of) {
    return open(of.context().newPage(), "/agent");
  }

  private Page open(Page page, String path) {
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.setDefaultTimeout(60_000);
    page.navigate(console.entrance.origin() + path);
    assertThat(page.url()).endsWith(path);
    return page;
  }

  /** Accepts the offer, and waits until the agent has its contact. */
  static void accept(Page page) {
    PlaywrightAssertions.assertThat(page.getByTestId("offer")).isVisible();
    page.keyboard().press("F2");
    // a contact that the agent had before is connected too
    PlaywrightAssertions.assertThat(page.getByTestId("offer")).hasCount(0);
    PlaywrightAssertions.assertThat(page.getByTestId("contact"))
        .hasAttribute("data-state", "connected");
  }

  static void ready(Page page) {
    page.getByTestId("go-ready").click();
    PlaywrightAssertions.assertThat(page.getByTestId("presence"))
        .hasAttribute("data-asked", "ready");
  }

  static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/pictures").resolve(name + ".png")));
  }

  @Override
  public void close() {
    chromium.close();
    console.close();
  }
}
