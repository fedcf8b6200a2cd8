package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** What nodes say to each other, and what strangers cannot say to them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class NodeBridgeTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CHANNEL = "words";

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final NodeGround one = new NodeGround(address, "one").enter();
  private final NodeGround two = new NodeGround(address, "two").enter();
  private final Vertx strange;

  /** Held, because Vert.x closes a client that nobody refers to any more. */
  private final List<Object> clients = new ArrayList<>();

  private final BlockingQueue<OtherNodes.Told> heard = new LinkedBlockingQueue<>();

  NodeBridgeTest(Vertx vertx) {
    this.strange = vertx;
    super();
  }

  @BeforeEach
  void hear() {
    one.others().hear(CHANNEL, heard::add);
    one.others().answer(CHANNEL, told -> Future.succeededFuture("to " + told.author()));
  }

  @AfterEach
  void close() {
    two.close();
    one.close();
  }

  @Test
  void a_node_that_is_alone_opens_no_port() {
    var before = ListeningPorts.ofThisProcess();

    one.bridge().meet(List.of()).await();

    assertThat(ListeningPorts.ofThisProcess()).isSubsetOf(before);
    assertThat(one.seen().door()).isEmpty();
  }

  @Test
  void a_node_hears_the_news_of_another_and_who_it_is() throws Exception {
    NodeGround.introduce(one, two);

    two.others().say(CHANNEL, () -> "gr\u00fcezi\nmitenand");

    assertThat(heard.poll(60, TimeUnit.SECONDS))
        .isEqualTo(new OtherNodes.Told("two", "gr\u00fcezi\nmitenand"));
  }

  @Test
  void a_node_that_was_forgotten_tells_again_where_it_is_reached() {
    NodeGround.introduce(one, two);
    var door = one.seen().door();
    new AskedDatabase(address).ask("DELETE FROM node WHERE id = 'one' RETURNING id");
    one.enter();
    assertThat(one.seen().door()).isEmpty();

    one.bridge().showAgain();

    eventually(() -> one.seen().door().equals(door));
    assertThat(door).isPresent();
  }

  @Test
  void nodes_stay_connected_while_the_database_is_away() {
    NodeGround.introduce(one, two);

    // longer than a silence may last; nobody reads the list of nodes meanwhile
    strange.timer(7, TimeUnit.SECONDS).await();

    assertThat(two.others().ask("one", CHANNEL, "", LIMIT).await()).isEqualTo("to two");
  }

  @Test
  void a_question_is_answered_by_the_node_that_is_asked() {
    NodeGround.introduce(one, two);

    assertThat(two.others().ask("one", CHANNEL, "who am I?", LIMIT).await()).isEqualTo("to two");
  }

  @Test
  void a_faulty_question_is_told_apart_from_one_without_an_answer() {
    NodeGround.introduce(one, two);
    one.others().answer("faulty", _ -> Future.failedFuture(new Failure.Invalid("no word")));
    one.others().answer("broken", _ -> Future.failedFuture("out of order"));

    assertThatThrownBy(two.others().ask("one", "faulty", "", LIMIT)::await)
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("no word");
    for (var channel : List.of("broken", "unheard")) {
      assertThatThrownBy(two.others().ask("one", channel, "", LIMIT)::await)
          .as(channel)
          .isInstanceOf(Failure.Unavailable.class);
    }
  }

  @Test
  void a_question_to_a_node_that_ends_fails_long_before_its_time_is_over() throws Exception {
    NodeGround.introduce(one, two);
    var asked = new LinkedBlockingQueue<String>();
    one.others().answer("slow", told -> {
      asked.add(told.text());
      return Promise.<String>promise().future();
    });
    var answer = two.others().ask("one", "slow", "?", Duration.ofMinutes(4));
    assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("?");

    one.bridge().close().await();

    assertThatThrownBy(() -> answer.await(60, TimeUnit.SECONDS))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void a_node_that_comes_back_at_another_port_is_reached_again() {
    NodeGround.introduce(one, two);
    one.bridge().close().await();
    assertThat(one.seen().door()).isEmpty();
    try (var again = new NodeGround(address, "one")) {
      again.others().answer(CHANNEL, _ -> Future.succeededFuture("again"));

      NodeGround.introduce(again, two);

      assertThat(two.others().ask("one", CHANNEL, "", LIMIT).await()).isEqualTo("again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "another authority"})
  void a_stranger_is_not_heard_with_the_certificate_of(String certificate) throws Exception {
    NodeGround.introduce(one, two);
    var options = new WebSocketClientOptions();
    options.setSsl(true).setTrustAll(true).setVerifyHost(false);
    if (certificate.equals("another authority")) {
      options = NodeDoor.client(NodeGround.identity(TestDatabase.freshAddress(), "two"));
      options.setTrustOptions(null).setTrustAll(true);
    }

    var connected = connect(options);

    // TLS 1.3 lets the client finish before the server has looked at its certificate
    var ended = connected
        .compose(socket -> {
          var closed = closed(socket);
          return socket.writeTextMessage("news " + CHANNEL + "\nI am two").transform(_ -> closed);
        })
        .otherwiseEmpty();
    ended.await(60, TimeUnit.SECONDS);
    assertThat(two.others().ask("one", CHANNEL, "", LIMIT).await()).isEqualTo("to two");
    assertThat(heard).isEmpty();
  }

  @Test
  void a_stranger_who_speaks_no_tls_is_let_go() throws Exception {
    NodeGround.introduce(one, two);
    var closed = Promise.<Void>promise();

    var socket = stranger(new NetClientOptions()).connect(door(), "127.0.0.1").await();
    socket.closeHandler(closed::tryComplete);
    socket.write(Buffer.buffer().appendInt(Integer.MAX_VALUE).appendString("{}"));

    closed.future().await(60, TimeUnit.SECONDS);
    assertThat(heard).isEmpty();
  }

  @Test
  void a_stranger_who_says_nothing_is_let_go() throws Exception {
    NodeGround.introduce(one, two);
    var closed = Promise.<Void>promise();

    stranger(new NetClientOptions())
        .connect(door(), "127.0.0.1")
        .await()
        .closeHandler(closed::tryComplete);

    closed.future().await(60, TimeUnit.SECONDS);
  }

  @Test
  void strangers_who_never_finish_a_handshake_are_few_and_keep_no_node_out() throws Exception {
    NodeGround.introduce(one, two);
    var gone = new AtomicInteger();
    var client = stranger(new NetClientOptions());
    int rounds = 2 * Handshakes.OF_ADDRESS_MAX;
    var nodes = new ArrayList<WebSocket>();
    try (var logged = new Logged(Handshakes.class)) {
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < Handshakes.OF_ADDRESS_MAX; i++) {
          client.connect(door(), "127.0.0.1").await().closeHandler(_ -> gone.incrementAndGet());
          for (var node : nodes) {
            node.writePing(Buffer.buffer("still here")).await();
          }
        }
        if (round % 4 == 0) {
          nodes.add(mad("node-" + round));
        }
      }

      for (var node : nodes) {
        answer(node).await(60, TimeUnit.SECONDS);
      }
      assertThat(logged.lines())
          .hasSize(1)
          .allMatch(line -> line.contains("do not finish their handshake"));
    }
    eventually(() -> gone.get() >= (rounds - 1) * Handshakes.OF_ADDRESS_MAX);
  }

  private static Future<Void> answer(WebSocket node) {
    var answered = Promise.<Void>promise();
    node.pongHandler(pong -> {
      if (pong.toString().equals("and now?")) {
        answered.tryComplete();
      }
    });
    return node.writePing(Buffer.buffer("and now?")).compose(_ -> answered.future());
  }

  /** A node that has gone mad: it has a certificate, and says what no node says. */
  private WebSocket mad(String id) throws Exception {
    return connect(NodeDoor.client(NodeGround.identity(address, id))).await(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "news",
        "news words",
        "news  words\n",
        "news WORDS\n",
        "ask words\n",
        "ask 1 2 3\n",
        "ask -1 words\n",
        "answer 1\n",
        "failed 1 422\n",
        "tandem.floor.main.signals.1\n{}"
      })
  void a_node_that_says_what_no_node_says_is_named_and_let_go(String words) throws Exception {
    NodeGround.introduce(one, two);
    var socket = mad("mad");

    try (var log = new Logged(NodeBridge.class)) {
      var closed = closed(socket);
      socket.writeTextMessage(words).await();

      closed.await(60, TimeUnit.SECONDS);
      eventually(() -> log.lines().contains("a node says what no node says node=mad"));
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void no_address_of_the_event_bus_but_the_channels_is_reached() {
    NodeGround.introduce(one, two);
    one.vertx().eventBus().consumer("private", message -> message.reply("reached"));

    assertThatThrownBy(two.others().ask("one", "private", "", LIMIT)::await)
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void a_frame_that_claims_two_gigabytes_ends_the_connection() throws Exception {
    NodeGround.introduce(one, two);
    var identity = NodeGround.identity(address, "mad");
    var options = new NetClientOptions();
    options
        .setSsl(true)
        .setHostnameVerificationAlgorithm("")
        .setKeyCertOptions(new PemKeyCertOptions()
            .setKeyValue(Buffer.buffer(identity.key()))
            .setCertValue(Buffer.buffer(identity.certificate())))
        .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(identity.authority())));
    var closed = Promise.<Void>promise();
    var upgraded = Promise.<Void>promise();
    var socket = stranger(options).connect(door(), "127.0.0.1").await(60, TimeUnit.SECONDS);
    socket.handler(_ -> upgraded.tryComplete());
    socket.closeHandler(closed::tryComplete);
    socket.write("""
        GET /node HTTP/1.1\r
        host: x\r
        connection: upgrade\r
        upgrade: websocket\r
        sec-websocket-version: 13\r
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """);
    upgraded.future().await(60, TimeUnit.SECONDS);

    // RFC 6455, 5.2: a whole masked text of a length in the next eight bytes
    socket.write(Buffer.buffer()
        .appendUnsignedByte((short) 0x81)
        .appendUnsignedByte((short) 0xFF)
        .appendLong(Integer.MAX_VALUE)
        .appendInt(0)
        .appendBytes(new byte[100_000]));

    closed.future().await(60, TimeUnit.SECONDS);
    assertThat(two.others().ask("one", CHANNEL, "", LIMIT).await()).isEqualTo("to two");
  }

  @Test
  void a_message_in_endless_pieces_ends_the_connection() throws Exception {
    NodeGround.introduce(one, two);
    var socket = mad("mad");
    var closed = closed(socket);
    var piece = "x".repeat(60_000);

    socket.writeFrame(WebSocketFrame.textFrame(piece, false));
    Future<Void> endless = more(socket, piece);

    closed.await(60, TimeUnit.SECONDS);
    endless.otherwiseEmpty().await(60, TimeUnit.SECONDS);
  }

  private static Future<Void> more(WebSocket socket, String piece) {
    return socket.isClosed()
        ? Future.succeededFuture()
        : socket
            .writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(piece), false))
            .compose(_ -> more(socket, piece));
  }

  @Test
  void a_node_is_not_taken_for_another_whose_port_it_got() {
    NodeGround.introduce(one, two);
    var wrong = new Neighbour("three", one.seen().door());

    two.bridge().meet(List.of(one.seen(), wrong)).await();

    assertThatThrownBy(two.others().ask("three", CHANNEL, "", LIMIT)::await)
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void a_node_that_freezes_is_let_go() throws Exception {
    NodeGround.introduce(one, two);
    var frozen = mad("frozen");
    var closed = closed(frozen);

    // it does not answer, and does not ping
    closed.await(60, TimeUnit.SECONDS);
  }

  @Test
  void all_nodes_of_an_installation_have_one_authority_and_its_key_is_not_shown() {
    var mine = NodeGround.identity(address, "one");
    var theirs = NodeGround.identity(address, "two");

    assertThat(mine.authority()).isEqualTo(theirs.authority());
    assertThat(mine.toString()).doesNotContain("PRIVATE");
    assertThat(new AskedDatabase(address)
            .ask("SELECT count(*)::text FROM shared_secret WHERE name = 'nodes'"))
        .isEqualTo("1");
  }

  private int door() {
    return one.seen().door().orElseThrow().port();
  }

  private Future<WebSocket> connect(WebSocketClientOptions options) {
    var client = strange.createWebSocketClient(options);
    clients.add(client);
    return client.connect(new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(door())
        .setSsl(true)
        .setURI(NodeDoor.PATH));
  }

  private NetClient stranger(NetClientOptions options) {
    var client = strange.createNetClient(options);
    clients.add(client);
    return client;
  }

  private static Future<Void> closed(WebSocket socket) {
    var closed = Promise.<Void>promise();
    socket.exceptionHandler(_ -> {});
    socket.closeHandler(closed::tryComplete);
    return closed.future();
  }

  /** The log of a class during a test. */
  private static final class Logged implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    Logged(Class<?> of) {
      logger = (Logger) LoggerFactory.getLogger(of);
      lines.start();
      logger.addAppender(lines);
    }

    List<String> lines() {
      return List.copyOf(lines.list).stream()
          .map(ILoggingEvent::getFormattedMessage)
          .toList();
    }

    @Override
    public void close() {
      logger.detachAppender(lines);
    }
  }
}
