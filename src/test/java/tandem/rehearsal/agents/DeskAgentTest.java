package tandem.rehearsal.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.OneLoop;

/** The simulated agent at a desk whose messages the test writes. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class DeskAgentTest implements DeskAgent.Listener {

  private static final ContactId CONTACT = Ids.contact("native", "one");
  private static final String SNAPSHOT = """
      {"type":"snapshot","seq":%d,"session":"s1","presence":{"state":"%s"},"offers":[%s],
       "contacts":[%s]}""";

  private final Vertx vertx;
  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> idle = new LinkedBlockingQueue<>();
  private final FrontDoor door = new FrontDoor(
      vertx,
      URI.create("http://127.0.0.1:"
          + vertx
              .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("tandem.v1"))
              .requestHandler(this::answer)
              .webSocketHandler(socket -> {
                socket.textMessageHandler(heard::add);
                sockets.add(socket);
              })
              .listen(0, "127.0.0.1")
              .await()
              .actualPort()));
  private final DeskAgent agent = agent(door);

  DeskAgentTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  private DeskAgent agent(FrontDoor at) {
    return new DeskAgent(
        vertx,
        new Ids(Clock.systemUTC(), new Random(1)),
        at,
        "ana",
        "token",
        () -> Future.succeededFuture("token"),
        DeskAgent.Manner.prompt("done"),
        this);
  }

  @AfterEach
  void close() {
    agent.close().await();
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      heard.add(request.path() + " " + request.getHeader("authorization") + " " + body);
      request.response().end("{}");
    });
  }

  @Override
  public void changed(String of, ContactId contact, String state) {
    seen.add(state);
  }

  @Override
  public void accepted(String of, OfferId offer, long askedAtNanos, boolean taken) {
    seen.add(offer.attempt() + (taken ? " taken" : " gone"));
  }

  @Override
  public void withdrawn(String of, OfferId offer) {
    seen.add(offer.attempt() + " withdrawn");
  }

  @Override
  public void idle(String of) {
    idle.add(of);
  }

  @Override
  public void broken(String of, String how) {
    seen.add(how);
  }

  private static <T> T next(LinkedBlockingQueue<T> of) throws InterruptedException {
    var item = of.poll(60, TimeUnit.SECONDS);
    assertThat(item).as("something that should have come by now").isNotNull();
    return item;
  }

  private ServerWebSocket seat(String presence, String offers, String contacts)
      throws InterruptedException {
    var socket = next(sockets);
    next(heard);
    socket.writeTextMessage(SNAPSHOT.formatted(1, presence, offers, contacts));
    return socket;
  }

  private static String id(String command) {
    return new FrontDoor.Answer(200, command).json().path("id").asText();
  }

  private static String offer(int attempt) {
    return "{\"id\":\"" + CONTACT + "/" + attempt + "\"}";
  }

  private static String contact(String state) {
    return "{\"id\":\"" + CONTACT + "\",\"state\":\"" + state + "\"}";
  }

  @Test
  void an_agent_says_hello_asks_to_be_ready_accepts_and_records_the_outcome() throws Exception {
    agent.connect();
    agent.ready();
    var desk = seat("offline", "", "");

    var ready = next(heard);
    assertThat(ready).contains("\"do\":\"ready\"");
    desk.writeTextMessage("{\"re\":\"" + id(ready) + "\",\"ok\":{}}");
    desk.writeTextMessage("{\"type\":\"offer.created\",\"seq\":2,\"offer\":" + offer(1) + "}");
    var accept = next(heard);
    assertThat(accept).contains("\"do\":\"accept\"", CONTACT + "/1");
    desk.writeTextMessage("{\"re\":\"" + id(accept) + "\",\"ok\":{}}");
    desk.writeTextMessage(
        "{\"type\":\"contact.changed\",\"seq\":3,\"contact\":" + contact("wrap_up") + "}");

    assertThat(next(heard))
        .isEqualTo("/api/v1/contacts/" + CONTACT
            + "/outcome Bearer token {\"outcome\":\"done\",\"note\":\"\"}");
    assertThat(List.of(next(seen), next(seen))).containsExactly("1 taken", "wrap_up");
  }

  @Test
  void after_a_lost_connection_an_unanswered_accept_is_sent_again_with_its_id() throws Exception {
    agent.connect();
    var desk = seat("offline", offer(1), "");
    var first = next(heard);

    desk.close();
    var again = next(sockets);
    assertThat(next(heard)).contains("\"resume\":{\"session\":\"s1\",\"seq\":1}");
    again.writeTextMessage(SNAPSHOT.formatted(1, "offline", offer(1), ""));

    assertThat(next(heard)).isEqualTo(first);
    again.writeTextMessage("{\"re\":\"" + id(first) + "\",\"problem\":{\"status\":503}}");
    assertThat(next(heard)).isEqualTo(first);
    again.writeTextMessage("{\"re\":\"" + id(first) + "\",\"problem\":{\"status\":409}}");
    assertThat(next(seen)).isEqualTo("1 gone");
    assertThat(heard).isEmpty();
  }

  @Test
  void a_contact_that_a_later_snapshot_no_longer_has_is_closed() throws Exception {
    agent.connect();
    seat("offline", "", contact("connected")).close();

    seat("offline", "", "");

    assertThat(List.of(next(seen), next(seen))).containsExactly("connected", "closed");
  }

  @Test
  void an_offer_that_a_later_snapshot_no_longer_has_is_withdrawn() throws Exception {
    agent.connect();
    seat("offline", offer(1), "").close();

    seat("offline", "", "");

    assertThat(next(seen)).isEqualTo("1 withdrawn");
  }

  @Test
  void an_agent_goes_to_the_next_node_when_one_does_not_answer() throws Exception {
    var nodes = List.of(URI.create("http://127.0.0.1:1"), door.base());
    var moving = agent(new FrontDoor(vertx, nodes));

    moving.connect();
    next(sockets);

    assertThat(next(heard)).contains("\"type\":\"hello\"");
    moving.close().await();
  }

  @Test
  void a_resumed_session_continues_and_a_gap_in_it_is_reported() throws Exception {
    agent.connect();
    seat("offline", "", "").close();
    var desk = next(sockets);
    next(heard);

    desk.writeTextMessage("{\"type\":\"resumed\",\"session\":\"s1\",\"seq\":2}");
    desk.writeTextMessage(
        "{\"type\":\"contact.changed\",\"seq\":2,\"contact\":" + contact("connecting") + "}");
    desk.writeTextMessage(
        "{\"type\":\"contact.changed\",\"seq\":4,\"contact\":" + contact("connected") + "}");

    assertThat(List.of(next(seen), next(seen), next(seen)))
        .containsExactly("connecting", "message 4 came after 2", "connected");
  }

  @Test
  void an_agent_who_missed_an_offer_comes_back() throws Exception {
    agent.connect();
    agent.ready();
    var desk = seat("ready", "", "");

    desk.writeTextMessage("{\"type\":\"presence.changed\",\"seq\":2,"
        + "\"presence\":{\"state\":\"not_ready\",\"reason\":\"missed_offer\"}}");

    assertThat(next(heard)).contains("\"do\":\"ready\"");
  }

  @Test
  void an_agent_whose_last_command_is_refused_after_its_offer_was_withdrawn_is_idle_then()
      throws Exception {
    agent.connect();
    var desk = seat("offline", offer(1), "");
    var accept = next(heard);

    desk.writeTextMessage("{\"type\":\"offer.closed\",\"seq\":2,\"offer\":\"" + CONTACT + "/1\"}");
    assertThat(next(seen)).isEqualTo("1 withdrawn");
    assertThat(idle).isEmpty();
    desk.writeTextMessage("{\"re\":\"" + id(accept) + "\",\"problem\":{\"status\":409}}");

    assertThat(next(seen)).isEqualTo("1 gone");
    assertThat(next(idle)).isEqualTo("ana");
  }
}
