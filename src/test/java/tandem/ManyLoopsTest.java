package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.config.Config;
import tandem.document.Json;
import tandem.rehearsal.Admin;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.OneLoop;
import tandem.rehearsal.agents.DeskAgent;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.server.Server;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/**
 * A whole server on many event loops, and everything at once: calls come in, agents take and hold
 * and finish them, further screens of theirs come back on new connections, people log in and out,
 * watch the wallboard and read. Whatever the loops do at the same time, every screen is told
 * everything once and in order, and every call has one agent.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class ManyLoopsTest implements DeskAgent.Listener, VoiceCarrier.Listener {

  private static final int LOOPS = 6;
  private static final int AGENTS = 12;
  private static final int CALLS = 120;
  private static final int WATCHERS = 6;
  private static final int READERS = 4;
  private static final int READS = 40;
  private static final int LOG_INS = 9;

  /** A screen comes back on another connection after this many messages. */
  private static final int MESSAGES_PER_CONNECTION = 5;

  private static final short TRY_AGAIN = 1013;
  private static final short REPLACED = 4000;
  private static final short LOGGED_OUT = 4001;

  private static final String OUR_NUMBER = "+31209990000";

  @TempDir
  private Path data;

  private final Vertx vertx;
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
  private final DatabaseAddress database = TestDatabase.freshAddress();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final HttpClient http;
  private final WebSocketClient sockets;

  // everything below belongs to the one loop of the clients
  private final List<String> broken = new ArrayList<>();
  private final Map<ContactId, String> calls = new HashMap<>();
  private final Map<ContactId, Integer> connected = new HashMap<>();
  private final Set<ContactId> hungUp = new HashSet<>();
  private final Set<ContactId> closed = new HashSet<>();
  private final Map<String, DeskAgent> agents = new HashMap<>();
  private final Map<ContactId, List<String>> heard = new HashMap<>();
  private final Promise<Void> allClosed = Promise.promise();
  private VoiceCarrier carrier;

  ManyLoopsTest(OneLoop clients) {
    this.vertx = clients.vertx();
    this.http = clients.vertx().createHttpClient(new PoolOptions().setHttp1MaxSize(64));
    this.sockets = clients.vertx().createWebSocketClient();
    super();
  }

  private static String floor() {
    return """
        departments: [{id: hall, name: Hall}]
        queues: [{id: hall, name: Hall, department: hall, offer_timeout: 600, wrap_up: 600}]
        entrances: [{channel: call, address: "%s", queue: hall}]
        agents:
        %s
        """.formatted(
        OUR_NUMBER,
        names()
            .map(name -> "  - {id: %1$s, name: %1$s, department: hall, address: \"client:%1$s\"}"
                .formatted(name))
            .collect(Collectors.joining("\n")));
  }

  private static Stream<String> names() {
    return IntStream.rangeClosed(1, AGENTS).mapToObj("agent-%02d"::formatted);
  }

  private Server server(URI commandUrl) {
    var environment = Map.of(
        "TANDEM_DATA_DIR", data.toString(),
        "TANDEM_DATABASE_URL",
            "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                    database.user(),
                    database.password(),
                    database.host(),
                    database.port(),
                    database.database()),
        "TANDEM_HTTP_PORT", "0",
        "TANDEM_HTTP_EVENT_LOOPS", Integer.toString(LOOPS),
        "TANDEM_MANAGEMENT_PORT", "0",
        "TANDEM_CLUSTER_PORT", "0",
        "TANDEM_VOICE_NATIVE_COMMAND_URL", commandUrl.toString());
    var config = Config.load(Path.of("").toAbsolutePath(), environment);
    return Server.start(config, InstantSource.system(), new SecureRandom(), ids);
  }

  private <T> T soon(String what, Future<T> future) {
    try {
      return future.await(120, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "%s: nothing after 120 s; %d of %d calls are closed; %s"
                  .formatted(what, closed.size(), CALLS, List.copyOf(broken))
              + open(),
          e);
    }
  }

  /** The calls that are not closed, and what their agents were told of them. */
  private String open() {
    return calls.keySet().stream()
        .filter(contact -> !closed.contains(contact))
        .map(contact -> "%n%s %s: %s".formatted(calls.get(contact), contact, heard.get(contact)))
        .collect(Collectors.joining());
  }

  private String read(String file) throws IOException {
    return Files.readString(data.resolve(file)).strip();
  }

  @Test
  void everything_at_once_on_many_loops_is_told_once_and_in_order_and_each_call_has_one_agent()
      throws Exception {
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    var commandUrl = URI.create("http://127.0.0.1:" + new FreePort().number() + "/commands");
    var server = server(commandUrl);
    try {
      var base = URI.create("http://127.0.0.1:" + server.greeting().httpPort());
      var token = read("secrets/admin-token");
      var door = new FrontDoor(vertx, base);
      var admin = new Admin(door, token);
      carrier = new VoiceCarrier(
          vertx, InstantSource.system(), ids, door, read("secrets/voice"), commandUrl, this);
      soon("the carrier opens", carrier.open());
      soon("the floor is imported", admin.importFloor(floor()));
      var tabs = soon("agents sit down", onLoop(() -> seat(admin, door, base.getPort())));
      var watchers = IntStream.range(0, WATCHERS)
          .mapToObj(_ -> new Watcher(base.getPort(), token))
          .toList();
      soon(
          "the wallboard is watched",
          onLoop(() -> Future.all(watchers.stream().map(Watcher::open).toList())));
      var readers = soon(
          "people read",
          onLoop(() -> Future.succeededFuture(IntStream.range(0, READERS)
              .mapToObj(reader -> readOn(door, token, reader, READS))
              .toList())));
      var passwords = passwords();
      var comings = soon(
          "people log in",
          onLoop(() -> Future.succeededFuture(passwords.entrySet().stream()
              .map(
                  one -> comeAndGo(door, base.getPort(), one.getKey(), one.getValue(), LOG_INS / 3))
              .toList())));

      onLoop(() -> {
        agents.values().forEach(DeskAgent::ready);
        IntStream.range(0, CALLS).forEach(this::ring);
        return Future.succeededFuture();
      });
      soon("all calls are closed", allClosed.future());
      soon("people have logged out", Future.all(comings));
      soon("people have read", Future.all(readers));
      soon(
          "the wallboard shows it",
          onLoop(() -> Future.all(watchers.stream().map(Watcher::allAnswered).toList())));
      soon(
          "the screens show it",
          onLoop(() -> Future.all(tabs.stream().map(Tab::sawTheLast).toList())));
      soon(
          "agents leave",
          onLoop(() -> Future.all(agents.values().stream().map(DeskAgent::close).toList())));
      soon("the carrier closes", carrier.close());
      var doctor = new Doctor(database);
      Polls.eventually(() -> doctor.examine().isHealthy());
      assertEachCallHasOneAgent();

      server.stop();

      soon(
          "the screens are let go",
          onLoop(() -> Future.all(tabs.stream().map(tab -> tab.closed.future()).toList())));
      assertThat(tabs).extracting(tab -> tab.closed.future().result()).containsOnly(TRY_AGAIN);
      assertThat(tabs).extracting(tab -> tab.connections).allMatch(count -> count > 2);
      assertThat(broken).isEmpty();
    } finally {
      server.stop();
      root.detachAppender(logged);
    }
    assertThat(logged.list.stream()
            .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)
                || event.getFormattedMessage().toLowerCase(Locale.ROOT).contains("unhandled"))
            .map(event -> event.getLoggerName() + " " + event.getFormattedMessage()))
        .isEmpty();
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return Future.future(done -> vertx.runOnContext(_ -> work.get().onComplete(done)));
  }

  // ---- agents and their further screens

  private Future<List<Tab>> seat(Admin admin, FrontDoor door, int port) {
    var tabs = new ArrayList<Future<Tab>>();
    names()
        .forEach(name -> tabs.add(admin.tokenOf(name).compose(token -> {
          var agent = new DeskAgent(
              vertx,
              ids,
              door,
              name,
              token,
              () -> admin.tokenOf(name),
              DeskAgent.Manner.prompt("answered"),
              this);
          agents.put(name, agent);
          var tab = new Tab(port, token);
          return agent.connect().compose(_ -> tab.open()).map(tab);
        })));
    return Future.all(tabs).map(all -> all.list());
  }

  @Override
  public void changed(String agent, ContactId contact, String state) {
    heard.computeIfAbsent(contact, _ -> new ArrayList<>()).add(agent + " " + state);
    switch (state) {
      case "connected" -> {
        if (connected.merge(contact, 1, Integer::sum) == 1) {
          agents.get(agent).hold(contact);
        } else if (hungUp.add(contact)) {
          carrier.hangUp(calls.get(contact), "hung up");
        }
      }
      case "held" -> agents.get(agent).resume(contact);
      case "closed" -> {
        if (!closed.add(contact)) {
          broken.add(contact + " was closed twice");
        }
        if (closed.size() == CALLS) {
          allClosed.tryComplete();
        }
      }
      default -> {}
    }
  }

  @Override
  public void broken(String agent, String how) {
    broken.add(agent + ": " + how);
  }

  /** A further screen, which comes back on a new connection while its old one is still open. */
  private final class Tab {
    private final int port;
    private final String token;
    private final Promise<Short> closed = Promise.promise();
    private final Map<String, String> contacts = new HashMap<>();
    private Optional<Promise<Void>> waits = Optional.empty();
    private Optional<WebSocket> socket = Optional.empty();
    private String session = "";
    private long seq;
    private int heardHere;
    private int connections;
    private boolean moving;

    Tab(int port, String token) {
      this.port = port;
      this.token = token;
    }

    Future<Void> open() {
      var begun = Promise.<Void>promise();
      connections++;
      sockets.connect(desk(port, token)).onFailure(begun::fail).onSuccess(line -> {
        line.textMessageHandler(text -> heard(line, json(text), begun));
        line.closeHandler(_ -> gone(line));
        var resume = session.isEmpty()
            ? ""
            : ",\"resume\":{\"session\":\"%s\",\"seq\":%d}".formatted(session, seq);
        // from here on only this line counts
        socket = Optional.of(line);
        line.writeTextMessage("{\"type\":\"hello\"" + resume + "}");
      });
      return begun.future();
    }

    private void heard(WebSocket line, JsonNode message, Promise<Void> begun) {
      if (!socket.equals(Optional.of(line))) {
        return; // what the old line still says, the new one says again
      }
      switch (message.path("type").asText()) {
        case "snapshot" -> {
          if (!session.isEmpty()) {
            broken.add("a screen that came back at once was not known any more");
          }
          session = message.path("session").asText();
          seq = message.path("seq").asLong();
          begun.tryComplete();
        }
        case "resumed" -> {
          if (message.path("seq").asLong() != seq) {
            broken.add("resumed after " + message.path("seq") + " and not after " + seq);
          }
          moving = false;
          begun.tryComplete();
        }
        default -> numbered(message);
      }
    }

    private void numbered(JsonNode message) {
      if (message.path("seq").asLong() != ++seq) {
        broken.add("message " + message.path("seq") + " came as number " + seq);
      }
      var contact = message.path("contact");
      if (message.path("type").asText().equals("contact.changed")) {
        contacts.put(contact.path("id").asText(), contact.path("state").asText());
        tellIfLast();
      }
      if (++heardHere >= MESSAGES_PER_CONNECTION && !moving) {
        heardHere = 0;
        moving = true;
        open().onFailure(no -> broken.add("a screen cannot come back: " + no));
      }
    }

    private void gone(WebSocket line) {
      if (socket.equals(Optional.of(line))) {
        closed.tryComplete(line.closeStatusCode());
      } else if (line.closeStatusCode() == null || line.closeStatusCode() != REPLACED) {
        broken.add("a line that was replaced was closed as " + line.closeStatusCode());
      }
    }

    Future<Void> sawTheLast() {
      var last = Promise.<Void>promise();
      waits = Optional.of(last);
      tellIfLast();
      return last.future();
    }

    private void tellIfLast() {
      if (contacts.values().stream().allMatch("closed"::equals)) {
        waits.ifPresent(Promise::tryComplete);
      }
    }
  }

  // ---- callers

  private void ring(int number) {
    var call = "call-" + number;
    calls.put(Ids.contact("native", call), call);
    carrier
        .arrive(call, "+316%08d".formatted(10_000_000 + number % (CALLS / 3)), OUR_NUMBER)
        .onComplete(answer -> {
          if (answer.failed() || !answer.result().taken()) {
            broken.add(call + " was not taken: " + answer);
          }
        });
  }

  @Override
  public void bridgedAgain(String call, String before, String agent) {
    broken.add(call + " was bridged to " + before + " and to " + agent);
  }

  @Override
  public void strange(String what) {
    broken.add(what);
  }

  // ---- people who read, watch, come and go

  /** Reads the one after the other; every answer must be a good one. */
  private Future<Void> readOn(FrontDoor door, String token, int turn, int times) {
    var paths = List.of(
        "/api/v1/queues",
        "/api/v1/agents",
        "/api/v1/wallboard",
        "/api/v1/me",
        "/api/v1/floor",
        "/api/v1/customers?phone=%2B31610000001");
    if (times == 0) {
      return Future.succeededFuture();
    }
    var path = paths.get(turn % paths.size());
    return get(door, path, token).compose(answer -> {
      if (!answer.taken()) {
        broken.add(path + " was answered " + answer.inShort());
      }
      return readOn(door, token, turn + 1, times - 1);
    });
  }

  private Map<String, String> passwords() throws IOException {
    return Files.readAllLines(data.resolve("passwords")).stream()
        .map(line -> line.split(" +", 2))
        .filter(line -> List.of("bram", "esra", "gijs").contains(line[0]))
        .collect(Collectors.toMap(line -> line[0], line -> line[1]));
  }

  /** Logs in, opens a desk and logs out, again and again: the desk must be closed each time. */
  private Future<Void> comeAndGo(
      FrontDoor door, int port, String name, String password, int times) {
    if (times == 0) {
      return Future.succeededFuture();
    }
    return http.request(new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/api/v1/session")
            .putHeader("content-type", "application/json"))
        .compose(request -> request.send(Json.write(Map.of("name", name, "password", password))))
        .compose(answer -> sitUntilLoggedOut(door, port, secret(answer)))
        .compose(_ -> comeAndGo(door, port, name, password, times - 1));
  }

  private static String secret(HttpClientResponse answer) {
    return answer.cookies().stream()
        .filter(cookie -> cookie.startsWith("tandem_session="))
        .map(cookie -> cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow(() -> new AssertionError("log-in was answered " + answer.statusCode()));
  }

  private Future<Void> sitUntilLoggedOut(FrontDoor door, int port, String secret) {
    var out = Promise.<Void>promise();
    return sockets
        .connect(desk(port, secret))
        .compose(line -> {
          line.closeHandler(_ -> {
            if (line.closeStatusCode() == null || line.closeStatusCode() != LOGGED_OUT) {
              broken.add("after the log-out the line was closed as " + line.closeStatusCode());
            }
            out.tryComplete();
          });
          line.textMessageHandler(text -> {
            if (json(text).path("type").asText().equals("snapshot")) {
              door.insist(
                      () -> door.send(HttpMethod.DELETE, "/api/v1/session", bearer(secret), ""),
                      () -> {})
                  .onFailure(out::tryFail);
            }
          });
          return line.writeTextMessage("{\"type\":\"hello\"}");
        })
        .compose(_ -> out.future())
        .compose(_ -> get(door, "/api/v1/me", secret))
        .map(answer -> {
          if (answer.status() != 401) {
            broken.add("who has logged out is answered " + answer.inShort());
          }
          return null;
        });
  }

  /** Hears the wallboard until it shows all calls answered. */
  private final class Watcher {
    private final int port;
    private final String token;
    private final StringBuilder unread = new StringBuilder();
    private final Promise<Void> allAnswered = Promise.promise();

    Watcher(int port, String token) {
      this.port = port;
      this.token = token;
    }

    Future<Void> open() {
      return http.request(new RequestOptions()
              .setHost("127.0.0.1")
              .setPort(port)
              .setURI("/api/v1/wallboard/stream")
              .putHeader("authorization", "Bearer " + token))
          .compose(request -> request.send())
          .map(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            answer.handler(chunk -> heard(chunk.toString()));
            answer.exceptionHandler(_ -> {}); // the server stops at the end
            return null;
          });
    }

    Future<Void> allAnswered() {
      return allAnswered.future();
    }

    private void heard(String text) {
      unread.append(text);
      for (int end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
        var event = unread.substring(0, end);
        unread.delete(0, end + 2);
        if (event.startsWith("event: wallboard\ndata: ")) {
          var totals =
              json(event.substring("event: wallboard\ndata: ".length())).path("totals");
          if (totals.path("answered").asInt() == CALLS && totals.path("waiting").asInt() == 0) {
            allAnswered.tryComplete();
          }
        } else if (!event.startsWith("event: alive")) {
          broken.add("the wallboard's stream says " + event);
        }
      }
    }
  }

  /** Again and again until there is an answer: the machine may be busy. */
  private static Future<FrontDoor.Answer> get(FrontDoor door, String path, String token) {
    return door.insist(() -> door.send(HttpMethod.GET, path, bearer(token), ""), () -> {});
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("authorization", "Bearer " + token);
  }

  private static WebSocketConnectOptions desk(int port, String token) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI("/ws/desk")
        .addSubProtocol("tandem.v1")
        .addHeader("Authorization", "Bearer " + token);
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  // ---- what is on disk

  private void assertEachCallHasOneAgent() {
    assertThat(ask(
            "SELECT count(*) FROM contact WHERE ended = 'handled' AND connected_at IS NOT NULL"))
        .isEqualTo(CALLS);
    assertThat(ask("SELECT count(*) FROM contact")).isEqualTo(CALLS);
    assertThat(ask("SELECT count(*) FROM offer WHERE state = 'accepted'")).isEqualTo(CALLS);
    assertThat(ask("SELECT count(DISTINCT contact) FROM offer WHERE state = 'accepted'"))
        .isEqualTo(CALLS);
    assertThat(ask("SELECT count(*) FROM timeline_entry WHERE kind = 'outcome'"))
        .isEqualTo(CALLS);
    assertThat(ask("SELECT count(DISTINCT contact) FROM timeline_entry WHERE kind = 'outcome'"))
        .isEqualTo(CALLS);
  }

  private int ask(String query) {
    try (var connection = database.open();
        var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
