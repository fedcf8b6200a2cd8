package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.remedy;
import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.commands.Doctor;
import tandem.desk.conversations.SiteKeys;
import tandem.document.Json;

/**
 * One customer calls, chats and mails about one order, in real browsers and through a real mail
 * server. Three agents of two departments answer.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class AllChannelsBrowserIT {

  private static final String OURS = "service@shop.example";
  private static final String THEIRS = "ana.ortiz@home.example";
  private static final String PASSWORD = "secret-word";

  @TempDir
  private Path data;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void one_case_shows_a_call_a_chat_and_a_mail_and_gives_one_remedy(Vertx vertx) throws Exception {
    var mails = mailServer();
    try (var browsers = Browsers.start(data, Map.of("TANDEM_EMAIL_FILE", mailboxes(mails)))) {
      browsers.asAdmin(
          "/api/v1/customers", """
          {"name": "Ana Ortiz", "contact_points": [{"kind": "phone", "value": "%s"}, {"kind": "email", "value": "%s"}]}
          """.formatted(Browsers.CALLER, THEIRS), "application/json");
      browsers.order();

      callsShippingAndGetsAReplacement(browsers);
      chatsWithServiceWhichSeesIt(browsers);
      mailsAndAnotherAgentSeesAll(browsers, mails);

      assertThat(browsers.ask("SELECT count(DISTINCT case_id) FROM case_contact"))
          .isEqualTo("1");
      assertThat(browsers.ask("SELECT count(*) FROM remedy")).isEqualTo("1");
      assertThat(browsers.ask(
              "SELECT string_agg(c.channel, ' ' ORDER BY l.number) FROM timeline_entry l"
                  + " JOIN contact c ON c.id = l.contact"
                  + " WHERE l.kind = 'contact' AND l.body ->> 'event' = 'arrived'"))
          .isEqualTo("call chat email");
      assertThat(browsers.complaints()).isEmpty();
      assertThat(new Doctor(browsers.node().database()).examine().rows()).isZero();
      browsers.everybodyGoesHome(vertx);
    } finally {
      mails.stop();
    }
  }

  private void callsShippingAndGetsAReplacement(Browsers browsers) {
    var bram = browsers.talking("bram", "call-1", Browsers.CALLER);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    browsers.hangUp("call-1");
    finish(bram, "Sent again, told the customer.");
    Browsers.picture(bram, "channels-1-call");
    bram.close();
  }

  /** The shop's own server signs who its visitor is. */
  private void chatsWithServiceWhichSeesIt(Browsers browsers) throws Exception {
    var key = Json.read(
            browsers.asAdmin("/api/v1/sites/shop-help/keys", "", "application/json"),
            JsonNode.class)
        .path("key")
        .asText();
    var page = """
        <!doctype html><html lang=en><title>My orders</title><link rel=icon href=data:,><body><h1>My orders</h1>
        <script src='%s/widget.js' data-site='shop-help' data-user-id='u-17' data-user-hmac='%s'
          data-user-name='Ana Ortiz' data-user-email='%s' data-user-email-hmac='%s' async></script>
        """.formatted(
            browsers.node().http().toString().replaceAll("/$", ""),
            signed(key, "u-17"),
            THEIRS,
            signed(key, "u-17\n" + THEIRS));
    try (var shop = WebSite.serve(address -> address.getPath().equals("/") ? page : "", Map.of())) {
      browsers.floor("""
          sites: [{id: shop-help, name: Northwind Kitchen, origins: ["%s"], mailbox: %s}]
          """.formatted(shop.origin(), OURS));
      var daan = browsers.agent("daan");
      var visitor = browsers.page();
      visitor.navigate(shop.origin());
      visitor.locator("tandem-chat button").click();
      var chat = visitor.frameLocator("tandem-chat iframe");
      chat.getByTestId("write").fill("My shoes never came. Please send them again.");
      chat.getByTestId("send").click();

      assertThat(daan.getByTestId("customer-name")).containsText("Ana Ortiz");
      assertThat(daan.getByTestId("guard-card").first()).containsText("Already taken care of");
      assertThat(daan.getByTestId("guard-card").first()).containsText("Bram");
      Browsers.picture(daan, "channels-2-chat-offered");
      daan.getByTestId("accept").click();
      assertThat(daan.getByTestId("message")).hasCount(1);
      assertThat(daan.getByTestId("timeline")).containsText("Sent again, told the customer.");
      assertRefused(browsers, "daan");
      daan.getByTestId("reply").fill("A new pair left today: my colleague Bram has sent it.");
      daan.getByTestId("reply").press("Control+Enter");
      assertThat(chat.getByTestId("message").nth(1)).containsText("A new pair left today");
      Browsers.picture(daan, "channels-3-chat");
      Browsers.picture(visitor, "channels-4-visitor");
      chat.getByTestId("end").click();
      chat.getByTestId("score-4").click();
      chat.getByTestId("rate-send").click();
      assertThat(chat.getByTestId("notice")).containsText("Thank you");
      finish(daan, "Told about the replacement.");
      visitor.close();
      daan.close();
    }
  }

  private static String signed(String key, String text) {
    return HexFormat.of().formatHex(SiteKeys.sign(key, text));
  }

  private void mailsAndAnotherAgentSeesAll(Browsers browsers, GreenMail mails) throws Exception {
    var esra = browsers.agent("esra");
    mails
        .getUserManager()
        .getUser(OURS)
        .deliver(new MimeMessage(null, new ByteArrayInputStream("""
                From: Ana Ortiz <%s>
                To: %s
                Subject: Order 10482
                Message-ID: <first@home.example>
                Date: Fri, 27 Nov 2026 10:00:00 +0100
                Content-Type: text/plain; charset=utf-8

                Will you send me the shoes again?
                """.formatted(THEIRS, OURS)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8))));

    esra.getByTestId("accept").click();
    assertThat(esra.getByTestId("mail")).hasCount(1);
    assertThat(esra.getByTestId("mail")).containsText("Will you send me the shoes again?");
    assertThat(esra.getByTestId("file")).hasCount(0);
    assertThat(esra.getByTestId("original")).hasCount(1);
    assertThat(esra.getByTestId("guard-card").first()).containsText("Already taken care of");
    assertThat(esra.getByTestId("timeline")).containsText("Sent again, told the customer.");
    assertThat(esra.getByTestId("timeline")).containsText("Told about the replacement.");
    assertRefused(browsers, "esra");
    esra.getByTestId("reply").fill("The new pair is with the carrier since today.");
    Browsers.picture(esra, "channels-5-mail");
    esra.getByTestId("reply").press("Control+Enter");
    esra.getByTestId("send-now").click();

    eventually(() -> mails.getReceivedMessagesForDomain("home.example").length == 1);
    var answer = mails.getReceivedMessagesForDomain("home.example")[0];
    assertThat(answer.getSubject()).startsWith("Re: Order 10482 [T-");
    assertThat(answer.getHeader("In-Reply-To")).containsExactly("<first@home.example>");
    eventually(() -> browsers
        .ask("SELECT string_agg(delivery, ' ' ORDER BY m.number) FROM message m"
            + " JOIN conversation c ON c.id = m.conversation WHERE c.channel = 'email'")
        .equals("received sent"));
    finish(esra, "Answered.");
    Browsers.picture(esra, "channels-6-done");
  }

  /** The server refuses what the page does not offer, and says who has given it. */
  private void assertRefused(Browsers browsers, String agent) throws Exception {
    var token = Json.read(
            browsers.asAdmin(
                "/api/v1/tokens", Json.write(Map.of("agent", agent)), "application/json"),
            JsonNode.class)
        .path("token")
        .asText();
    var file = browsers.ask("SELECT max(case_id::text) FROM case_contact");
    var line = browsers.ask("SELECT max(id::text) FROM order_line");
    var given = http.send(
        HttpRequest.newBuilder(
                browsers.node().http().resolve("/api/v1/cases/" + file + "/remedies"))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + token)
            .header("idempotency-key", agent)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(
                Map.of("kind", "replacement", "order_line", line, "reason", "Never came"))))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(given.statusCode()).as(given.body()).isEqualTo(409);
    assertThat(Json.read(given.body(), JsonNode.class).at("/remedy/agent_name").asText())
        .startsWith("Bram");
  }

  private static void finish(Page page, String note) {
    page.getByTestId("finish").click();
    page.getByTestId("outcome-answered").click();
    page.getByTestId("note").fill(note);
    page.getByTestId("finish-submit").click();
    assertThat(page.getByTestId("work")).hasCount(0);
  }

  private static GreenMail mailServer() {
    var mails = new GreenMail(new ServerSetup[] {
      new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
      new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
    });
    mails.start();
    mails.setUser(OURS, OURS, PASSWORD);
    return mails;
  }

  private String mailboxes(GreenMail mails) throws Exception {
    var file = data.resolve("mailboxes.yaml");
    var server = "{host: 127.0.0.1, port: %d, security: none, user: %s, password: %s}";
    Files.writeString(file, """
        mailboxes:
          - address: %s
            name: Northwind Kitchen
            imap: %s
            smtp: %s
        """.formatted(
            OURS,
            server.formatted(mails.getImap().getPort(), OURS, PASSWORD),
            server.formatted(mails.getSmtp().getPort(), OURS, PASSWORD)));
    return file.toString();
  }
}
