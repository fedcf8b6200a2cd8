package tandem.console.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Entrance;
import tandem.auth.Secret;
import tandem.base.AgentId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.OfferId;
import tandem.base.ReasonId;
import tandem.console.ConsoleGround;
import tandem.desk.Alerts;
import tandem.document.Json;
import tandem.reports.FactHistory;
import tandem.reports.LastHour;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.web.Limits;

/** The wallboard over real HTTP, on a real floor. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, timeUnit = TimeUnit.SECONDS)
class WallboardTest {

  /** A small buffer, so that a client that does not read is soon full. */
  private static final int RECEIVE_BYTES = 32 * 1024;

  private final Vertx vertx;
  private final ConsoleGround ground = new ConsoleGround(
      vertx,
      (_, wallboard, sessions) ->
          new WallboardRoutes(vertx, wallboard, sessions, Duration.ofMillis(100)));
  private final String sam = ground.entrance.session("sam");

  /** Referenced, because Vert.x closes the connections of an unreferenced client. */
  private final HttpClient client =
      ground.vertx.createHttpClient(new HttpClientOptions().setReceiveBufferSize(RECEIVE_BYTES));

  WallboardTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void it_shows_who_waits_who_works_and_how_the_day_goes() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    ground.tell(new Signal.ContactFinished(contact, TOM, Optional.of("solved")));
    var gone = ground.arrive(ground.customer("Piet"));
    ground.tell(new Signal.OfferDeclined(new OfferId(gone, 1), TOM));
    ground.tell(new Signal.ContactLeft(gone, "hung up"));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Offline()));
    ground.arrive(ground.customer("Klaas"));

    var board = board();

    var queue = board.path("queues").path(0);
    assertThat(queue.path("waiting").asInt()).isEqualTo(1);
    assertThat(queue.path("offered").asInt()).isEqualTo(3);
    assertThat(queue.path("answered").asInt()).isEqualTo(1);
    assertThat(queue.path("abandoned").asInt()).isEqualTo(1);
    assertThat(queue.path("short_abandoned").asInt()).isEqualTo(1);
    assertThat(queue.path("service_level").asDouble()).isEqualTo(1.0);
    assertThat(queue.path("answer_within_ms").asInt()).isEqualTo(20_000);
    assertThat(queue.has("asa_ms")).isTrue();
    assertThat(queue.has("aht_ms")).isTrue();
    assertThat(board.path("totals").path("service_levels").path("of_all").asDouble())
        .isEqualTo(0.5);
    assertThat(board.path("agents").findValuesAsText("state"))
        .containsExactly("offline", "offline");
  }

  @Test
  void a_contact_that_waits_for_one_agent_alone_counts_as_waiting_in_its_queue() {
    var contact = ground.arrive(ground.customer("Klaas"));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    ground.tell(new Signal.OfferAccepted(new OfferId(contact, 1), TOM));
    var next = ground.arrive(ground.customer("Eva"));
    ground.tell(new Signal.ContactMoved(
        next, new Destination.ToAgent(TOM), Fact.MoveReason.ASSIGNED, Optional.empty()));

    var board = board();

    assertThat(board.at("/queues/0/waiting").asInt()).isEqualTo(1);
    assertThat(board.at("/totals/waiting").asInt()).isEqualTo(1);
  }

  @Test
  void what_was_counted_is_counted_again_from_the_journal_after_a_restart() {
    for (int i = 0; i < 3; i++) {
      var contact = ground.talk(ground.customer("Jan"), TOM);
      ground.tell(new Signal.ContactFinished(contact, TOM, Optional.of("solved")));
    }
    var board = board();
    var before = board.path("totals");
    var again = new Wallboard(
        ground.vertx,
        ground.routing.committed(),
        new FactHistory(ground.entrance.database.database(), "main"),
        _ -> Future.succeededFuture(List.of()),
        ground.zone,
        ground.clock);

    await(again.start());

    var counted = parse(await(again.now()).toString());
    var after = counted.path("totals");
    assertThat(after).isEqualTo(before);
    assertThat(after.path("answered").asInt()).isEqualTo(3);
    assertThat(counted.path("queues").path(0).path("last_hour").findValues("answered").stream()
            .mapToInt(JsonNode::asInt)
            .sum())
        .isEqualTo(3);
  }

  @Test
  void it_says_what_a_person_should_look_at_and_why_somebody_is_away() {
    var alerts = new Alerts();
    var pool = ground.entrance.database.database().pool();
    var now = ground.clock.instant();
    await(alerts.raise(pool, "unknown_number", "+31209999999", Map.of(), now.minusSeconds(90)));
    await(alerts.raise(pool, "unknown_number", "+31209999999", Map.of(), now));
    await(alerts.raise(pool, "unknown_number", "+31200000000", Map.of(), now.minusSeconds(7_200)));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.NotReady(new ReasonId("lunch"))));

    var board = board();

    var alert = board.path("alerts").path(0);
    assertThat(board.path("alerts")).hasSize(1);
    assertThat(alert.path("subject").asText()).isEqualTo("+31209999999");
    assertThat(alert.path("times").asInt()).isEqualTo(2);
    assertThat(alert.path("since_ms").asLong()).isGreaterThanOrEqualTo(90_000);
    assertThat(alert.path("last_ms").asLong()).isLessThan(alert.path("since_ms").asLong());
    assertThat(board.path("agents").findValuesAsText("reason_name")).containsExactly("Lunch");
  }

  @Test
  void nobody_watches_a_board_that_cannot_be_shown() {
    var early = new Wallboard(
        ground.vertx,
        ground.routing.committed(),
        new FactHistory(ground.entrance.database.database(), "main"),
        _ -> Future.succeededFuture(List.of()),
        ground.zone,
        ground.clock);

    assertThatThrownBy(() -> await(early.watch(_ -> {})))
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessage("the figures of today are still being counted");
  }

  @Test
  void a_board_that_cannot_be_made_is_a_failure_and_nobody_waits_for_it() {
    var found = new ArrayList<Future<List<Alerts.Alert>>>();
    found.add(Future.succeededFuture(Collections.singletonList(null)));
    var board = new Wallboard(
        ground.vertx,
        ground.routing.committed(),
        new FactHistory(ground.entrance.database.database(), "main"),
        _ -> found.removeFirst(),
        ground.zone,
        ground.clock);
    await(board.start());

    assertThatThrownBy(() -> await(board.now())).isInstanceOf(NullPointerException.class);

    // and alerts that cannot be requested do not block the board
    assertThat(parse(await(board.now()).toString()).path("alerts")).isEmpty();
  }

  @Test
  void a_watcher_gets_the_board_at_once_and_again_after_a_change() {
    var events = events(stream());
    assertThat(next(events).at("/totals/waiting").asInt()).isZero();

    ground.arrive(ground.customer("Jan"));

    assertThat(next(events).at("/totals/waiting").asInt()).isEqualTo(1);
  }

  @Test
  void the_hour_moves_on_though_nothing_happens() {
    var now = ground.clock.instant();
    var turn = LastHour.nextStep(now);
    var aLittleBefore = Clock.offset(ground.clock, Duration.between(now, turn).minusMillis(300));
    var board = new Wallboard(
        ground.vertx,
        ground.routing.committed(),
        new FactHistory(ground.entrance.database.database(), "main"),
        _ -> Future.succeededFuture(List.of()),
        ground.zone,
        aLittleBefore);
    var boards = new LinkedBlockingQueue<JsonNode>();
    await(board.start());

    await(board.watch(json -> boards.add(parse(json.toString()))));

    var last = LastHour.STEPS - 1;
    assertThat(next(boards).at("/queues/0/last_hour").path(last).path("from").asText())
        .isEqualTo(turn.minus(LastHour.STEP).toString());
    assertThat(next(boards).at("/queues/0/last_hour").path(last).path("from").asText())
        .isEqualTo(turn.toString());
  }

  @Test
  void many_changes_are_a_few_boards_and_the_last_one_shows_them_all() {
    var customer = ground.customer("Jan");
    var begun = System.nanoTime(); // before the first board, however late it is heard
    var events = events(stream());
    next(events);

    for (int i = 0; i < 60; i++) {
      ground.arrive(customer);
    }

    var boards = new ArrayList<JsonNode>();
    do {
      boards.add(next(events));
    } while (boards.getLast().at("/totals/waiting").asInt() < 60);
    var quarters = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 250;
    assertThat(boards.size()).isLessThanOrEqualTo((int) quarters + 1);
  }

  @Test
  void nothing_is_pushed_while_nothing_happens_but_the_line_shows_that_it_lives(
      VertxTestContext test) {
    var beats = test.laxCheckpoint(3);
    var board = test.checkpoint(); // a second one fails the test
    var stream = stream();
    stream.handler(RecordParser.newDelimited("\n\n", part -> {
      if (part.toString().startsWith("event: alive\n")) {
        beats.flag();
      } else {
        board.flag();
      }
    }));

    stream.resume();
  }

  @Test
  void a_reader_that_does_not_read_gets_no_backlog_and_is_disconnected() {
    ground.tell(new Signal.FloorPlanned(crowd(4_000)));
    ground.arrive(ground.customer("Jan"));
    var slow = stream(); // and does not read it
    assertThat(ground.wallboardRoutes.streams()).isEqualTo(1);
    var read = events(stream());

    // each change is a board of half a megabyte, until all buffers are full
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    boolean ready = false;
    while (ground.wallboardRoutes.streams() > 1) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(deadline);
      ready = !ready;
      ground.tell(new Signal.PresenceAsked(
          ANA, ready ? new Presence.NotReady(new ReasonId("lunch")) : new Presence.Offline()));
      next(read);
    }

    assertThat(slow.statusCode()).isEqualTo(200);
    assertThat(next(events(stream())).at("/totals/waiting").asInt()).isEqualTo(1);
  }

  @Test
  void a_closed_stream_makes_room_for_another() {
    for (int i = 0; i <= Limits.IN_FLIGHT_MAX; i++) {
      var stream = stream();
      stream.exceptionHandler(_ -> {}); // the cut connection reports an error
      await(stream.request().connection().close());
    }
  }

  @Test
  void one_account_takes_a_part_of_all_wallboards_only() {
    var many = vertx.createHttpClient(
        new HttpClientOptions(),
        new PoolOptions().setHttp1MaxSize(2 * WallboardRoutes.STREAMS_OF_ACCOUNT_MAX));
    var root = ground.entrance.session("root");
    var streams = new ArrayList<HttpClientResponse>();
    for (int i = 0; i < WallboardRoutes.STREAMS_OF_ACCOUNT_MAX; i++) {
      streams.add(asked(many, sam));
    }
    assertThat(streams).allMatch(stream -> stream.statusCode() == 200);

    var refused = asked(many, sam);
    var another = asked(many, root);
    streams.getFirst().exceptionHandler(_ -> {}); // the cut connection reports an error
    await(streams.getFirst().request().connection().close());

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    assertThat(another.statusCode()).isEqualTo(200);
    eventually(() -> asked(many, sam).statusCode() == 200);
    await(many.close());
  }

  private HttpClientResponse asked(HttpClient by, String session) {
    return await(
        by.request(HttpMethod.GET, ground.entrance.port(), "127.0.0.1", "/api/v1/wallboard/stream")
            .compose(request ->
                request.putHeader("Authorization", "Bearer " + session).send()));
  }

  @Test
  void a_stream_whose_session_ends_before_its_first_board_ends(VertxTestContext test) {
    var reading = Promise.<Void>promise();
    var alerts = Promise.<List<Alerts.Alert>>promise();
    var board = new Wallboard(
        vertx,
        ground.routing.committed(),
        new FactHistory(ground.entrance.database.database(), "main"),
        _ -> {
          reading.tryComplete();
          return alerts.future();
        },
        ground.zone,
        ground.clock);
    await(board.start());
    var entrance = new Entrance(vertx, "");
    entrance.people();
    new WallboardRoutes(vertx, board, entrance.sessions, Duration.ofHours(1)).mount(entrance.guard);
    var told = Promise.<Void>promise();
    entrance.sessions.whenEnded(_ -> told.tryComplete());
    var session = entrance.session("sam");
    var stream = client
        .request(HttpMethod.GET, entrance.port(), "127.0.0.1", "/api/v1/wallboard/stream")
        .compose(
            request -> request.putHeader("Authorization", "Bearer " + session).send());
    await(reading.future());
    await(entrance.sessions.logOut(new Secret(session)));
    await(told.future());

    alerts.complete(List.of());

    await(stream.compose(HttpClientResponse::end));
    entrance.close();
    test.completeNow();
  }

  private static FloorPlan crowd(int agents) {
    return new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        IntStream.range(0, agents)
            .mapToObj(i -> new FloorPlan.Agent(
                new AgentId("crowd-" + i),
                "One of the crowd, number " + i,
                new DepartmentId("service"),
                Map.of(),
                "",
                true))
            .toList(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  @Test
  void the_stream_ends_with_the_session(VertxTestContext test) {
    var stream = stream();
    stream.endHandler(_ -> test.completeNow());
    stream.handler(_ -> {});
    stream.resume();

    await(ground
        .entrance
        .request(HttpMethod.DELETE, "/api/v1/session")
        .putHeader("Authorization", "Bearer " + sam)
        .send());
  }

  private JsonNode board() {
    var answer = await(ground
        .entrance
        .request(HttpMethod.GET, "/api/v1/wallboard")
        .putHeader("Authorization", "Bearer " + sam)
        .send());
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return parse(answer.bodyAsString());
  }

  /** Opens a stream and pauses it on its own loop, before its first event. */
  private HttpClientResponse stream() {
    return await(client
        .request(HttpMethod.GET, ground.entrance.port(), "127.0.0.1", "/api/v1/wallboard/stream")
        .compose(request -> request
            .putHeader("Authorization", "Bearer " + sam)
            .putHeader("Accept-Encoding", "gzip")
            .send()
            .map(response -> {
              response.pause();
              assertThat(response.statusCode()).isEqualTo(200);
              assertThat(response.getHeader("Content-Type")).isEqualTo("text/event-stream");
              return response;
            })));
  }

  private static BlockingQueue<JsonNode> events(HttpClientResponse stream) {
    var events = new LinkedBlockingQueue<JsonNode>();
    stream.handler(RecordParser.newDelimited("\n\n", part -> {
      var text = part.toString();
      if (text.startsWith("event: wallboard\ndata: ")) {
        events.add(parse(text.substring("event: wallboard\ndata: ".length())));
      }
    }));
    stream.resume();
    return events;
  }

  private static JsonNode next(BlockingQueue<JsonNode> events) {
    try {
      var board = events.poll(60, TimeUnit.SECONDS);
      assertThat(board).as("a board").isNotNull();
      return board;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
