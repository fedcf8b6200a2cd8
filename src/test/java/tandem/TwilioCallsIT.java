package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.desk.voice.CallOrders;
import tandem.document.Json;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.agents.DeskAgent;
import tandem.rehearsal.carriers.TwilioCarrier;

/**
 * A carrier with Twilio's interface at a whole server in a process of its own, with agents at the
 * desk socket: whole calls, with messages repeated, lost and out of order.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class TwilioCallsIT implements TwilioCarrier.Listener, DeskAgent.Listener {

  private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String RETURNS = "+31201234505";
  private static final String CALLER = "+31612345678";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir
  private static Path data;

  private final Vertx vertx;
  private final Network network = new Network(vertx);
  private final URI api = URI.create("http://127.0.0.1:" + new FreePort().number());
  private final Map<String, String> environment = Map.of(
      "TANDEM_HTTP_PUBLIC_URL",
      network.url().toString(),
      "TANDEM_VOICE_TWILIO_ACCOUNT_SID",
      ACCOUNT,
      "TANDEM_VOICE_TWILIO_AUTH_TOKEN",
      TOKEN,
      "TANDEM_VOICE_TWILIO_API_URL",
      api.toString());
  private final FrontDoor door = new FrontDoor(vertx, network.url());
  private final TwilioCarrier carrier =
      new TwilioCarrier(vertx, InstantSource.system(), door, ACCOUNT, TOKEN, api, this);

  private final List<DeskAgent> agents = new ArrayList<>();
  private final Map<String, List<String>> dialled = new ConcurrentHashMap<>();
  private final Map<ContactId, Set<String>> connected = new ConcurrentHashMap<>();
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final Map<String, Promise<Void>> leaving = new ConcurrentHashMap<>();
  private volatile Consumer<String> whenDialled = _ -> {};
  private volatile Consumer<ContactId> whenConnected = _ -> {};
  private Node node;

  TwilioCallsIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeAll
  void start() {
    node = Node.start(data, environment);
    network.leadsTo(node.http());
    carrier.open().await();
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @BeforeEach
  void quiet() {
    dialled.clear();
    connected.clear();
    broken.clear();
    away.clear();
    network.said.clear();
    network.repeats(1);
    network.loses(false);
    whenDialled = _ -> {};
    whenConnected = _ -> {};
  }

  /**
   * Checks after each test that no contact is open, the doctor finds nothing, and no caller was
   * joined twice.
   */
  @AfterEach
  void everythingIsOver() throws Exception {
    awaitNothing("SELECT count(*) FROM contact WHERE state <> 'closed'");
    awaitNothing("SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL");
    goHome();
    var doctor = new Doctor(node.database()).examine();
    assertThat(doctor.rows()).as("%s", doctor).isZero();
    assertThat(broken).isEmpty();
    assertThat(connected.values()).allSatisfy(by -> assertThat(by).hasSize(1));
    network.said.forEach(said -> assertThat(said.answers()).allSatisfy(answer -> {
      assertThat(answer.statusCode()).as(said.form()).isIn(200, 204);
      if (answer.statusCode() == 200) {
        assertThat(isTwiml(answer.bodyAsString())).as(answer.bodyAsString()).isTrue();
      }
    }));
  }

  @Test
  void callers_wait_talk_and_hang_up_and_agents_too() throws Exception {
    var before = ended("handled");
    seat("gijs", "hanna", "ivo", "chantal");
    var calls = calls("CAtalk", 24);
    whenConnected = contact -> {
      var call = call(calls, contact);
      switch (calls.indexOf(call) % 3) {
        case 0 -> carrier.hangUp(call);
        case 1 -> carrier.agentHangsUp(call);
        default -> agentOf(contact).finish(contact);
      }
    };

    calls.forEach(this::arrive);

    awaitOver(calls);
    assertThat(dialled.keySet()).containsExactlyInAnyOrderElementsOf(calls);
    assertThat(dialled.values()).allSatisfy(legs -> assertThat(legs).hasSize(1));
    assertThat(ended("handled")).isEqualTo(before + calls.size());
  }

  @Test
  void a_caller_who_hangs_up_while_waiting_has_abandoned() throws Exception {
    var before = ended("abandoned") + ended("short_abandoned");
    var answer = carrier.arrive("CAwait", CALLER, RETURNS).await();
    assertThat(answer.body()).contains("<Pause length=\"30\"").contains("<Redirect");

    carrier.hangUp("CAwait").await();

    awaitOver(List.of("CAwait"));
    assertThat(ended("abandoned") + ended("short_abandoned")).isEqualTo(before + 1);
    assertThat(dialled).isEmpty();
  }

  @Test
  void a_caller_whose_agent_does_not_answer_keeps_the_place_and_gets_another() throws Exception {
    away.add("gijs");
    seat("gijs");
    // an agent whose telephone does not work logs off
    whenDialled = _ -> agents.getFirst().offline();
    arrive("CAfirst");
    arrive("CAsecond");
    awaitCount(
        "SELECT count(*) FROM fact WHERE kind = 'bridge_failed' AND contact = '"
            + contact("CAfirst") + "'",
        1);
    var served = new CopyOnWriteArrayList<String>();
    whenConnected = contact -> {
      var call = call(List.of("CAfirst", "CAsecond"), contact);
      served.add(call);
      carrier.hangUp(call);
    };

    seat("hanna");

    awaitOver(List.of("CAfirst", "CAsecond"));
    assertThat(served).containsExactly("CAfirst", "CAsecond");
    assertThat(dialled.get("CAfirst")).containsExactly("gijs", "+31201234592");
  }

  @Test
  void a_caller_whose_agent_does_not_pick_up_again_is_still_on_hold() throws Exception {
    seat("hanna");
    whenConnected = contact -> agentOf(contact).hold(contact);
    arrive("CAhold");
    awaitState("CAhold", "held");
    away.add("+31201234592");
    agents.getFirst().resume(contact("CAhold"));
    awaitCount(
        "SELECT count(*) FROM fact WHERE kind = 'held' AND contact = '" + contact("CAhold") + "'",
        2);
    awaitState("CAhold", "held");
    away.clear();

    agents.getFirst().resume(contact("CAhold"));

    awaitState("CAhold", "connected");
    awaitNothing("SELECT count(*) FROM outbox WHERE delivered_at IS NULL");
    assertThat(dialled.get("CAhold")).hasSize(3);
    carrier.hangUp("CAhold").await();
    awaitOver(List.of("CAhold"));
  }

  @Test
  void events_sent_fifty_times_at_once_have_one_effect() throws Exception {
    network.repeats(50);
    away.add("gijs");
    seat("gijs", "hanna");
    var calls = calls("CAagain", 6);
    whenConnected = contact -> {
      var call = call(calls, contact);
      if (calls.indexOf(call) % 2 == 0) {
        carrier.hangUp(call);
      } else {
        carrier.agentHangsUp(call);
      }
    };

    calls.forEach(this::arrive);

    awaitOver(calls);
    for (var call : calls) {
      var of = " AND contact = '" + contact(call) + "'";
      assertThat(count("SELECT count(*) FROM fact WHERE kind = 'queued'" + of)).isEqualTo(1);
      assertThat(count("SELECT count(*) FROM fact WHERE kind = 'connected'" + of))
          .isEqualTo(1);
      assertThat(count("SELECT count(*) FROM fact WHERE kind = 'finished'" + of))
          .isEqualTo(1);
    }
    assertThat(network.said).anyMatch(said -> said.form().contains("DialCallStatus=no-answer"));
    assertThat(network.said).anyMatch(said -> said.form().contains("DialCallStatus=completed"));
  }

  @Test
  void the_end_of_a_call_closes_it_in_every_order_of_its_events() throws Exception {
    var orders = CallOrders.of(5);
    for (int i = 0; i < orders.size(); i++) {
      var events = events("CAorder" + i, "completed");
      Future.all(orders.get(i).stream().map(at -> post(events.get(at))).toList())
          .await();
    }

    awaitOver(orders.stream().map(order -> "CAorder" + orders.indexOf(order)).toList());
    assertThat(dialled).isEmpty();
  }

  @Test
  void without_its_end_a_call_waits_once_and_its_late_end_ends_it() throws Exception {
    var orders = CallOrders.of(3);
    for (int i = 0; i < orders.size(); i++) {
      var events = events("CAopen" + i, "completed");
      for (var at : orders.get(i)) {
        post(events.get(at)).await();
      }
    }
    assertThat(count(
            "SELECT count(*) FROM contact WHERE reference LIKE 'CAopen%' AND state = 'queued'"))
        .isEqualTo(orders.size());

    for (int i = 0; i < orders.size(); i++) {
      post(events("CAopen" + i, "completed").getLast()).await();
    }
  }

  @Test
  void a_status_of_an_unknown_call_and_an_answer_after_the_end_open_no_contact() throws Exception {
    for (var status : List.of("ringing", "in-progress", "completed", "busy")) {
      assertThat(post(status("CAnobody", status, 7)).await().status()).isEqualTo(204);
    }
    assertThat(count("SELECT count(*) FROM contact WHERE reference = 'CAnobody'"))
        .isZero();

    arrive("CAlate");
    carrier.hangUp("CAlate").await();
    assertThat(post(events("CAlate", "completed").get(1)).await().status()).isEqualTo(204);
    assertThat(post(events("CAlate", "completed").get(3)).await().body()).contains("<Hangup");

    assertThat(
            count("SELECT count(*) FROM contact WHERE reference = 'CAlate' AND state = 'closed'"))
        .isEqualTo(1);
  }

  @Test
  void a_server_killed_while_the_agent_is_dialled_does_not_cut_them_when_it_is_back()
      throws Exception {
    var rang = Promise.<Void>promise();
    whenDialled = _ -> rang.tryComplete();
    network.loses(true);
    seat("hanna");
    arrive("CAkill");
    rang.future().timeout(SOON.toSeconds(), TimeUnit.SECONDS).await();

    node.kill();

    // as if it had died between the redirect and its record, and the report that they talk was lost
    change("UPDATE outbox SET delivered_at = NULL WHERE kind = 'call.bridge' AND subject = '"
        + contact("CAkill") + "'");
    change("UPDATE outbox SET attempts = 1 WHERE kind = 'call.bridge' AND subject = '"
        + contact("CAkill") + "'");
    node = node.again(environment);
    awaitState("CAkill", "connected");
    assertThat(dialled.get("CAkill")).containsExactly("+31201234592");
    carrier.hangUp("CAkill").await();
    awaitOver(List.of("CAkill"));
  }

  // ---- the callers and the agents

  @Override
  public boolean dial(String call, String address) {
    dialled.computeIfAbsent(call, _ -> new CopyOnWriteArrayList<>()).add(address);
    whenDialled.accept(call);
    return !away.contains(address);
  }

  @Override
  public void strange(String what) {
    broken.add(what);
  }

  @Override
  public void changed(String agent, ContactId contact, String state) {
    if (state.equals("connected")
        && connected
            .computeIfAbsent(contact, _ -> ConcurrentHashMap.newKeySet())
            .add(agent)) {
      whenConnected.accept(contact);
    }
  }

  @Override
  public void broken(String agent, String how) {
    broken.add(agent + ": " + how);
  }

  @Override
  public void present(String agent, String presence) {
    if (presence.equals("offline")) {
      leaving.computeIfAbsent(agent, _ -> Promise.promise()).tryComplete();
    }
  }

  /**
   * Logs the agents off; an agent who only closed the page would get offers of the next test for a
   * while.
   */
  private void goHome() {
    var here =
        agents.stream().filter(agent -> !agent.presence().equals("offline")).toList();
    here.forEach(agent -> leaving.put(agent.agent(), Promise.promise()));
    here.forEach(DeskAgent::offline);
    Future.all(here.stream().map(agent -> leaving.get(agent.agent()).future()).toList())
        .timeout(SOON.toSeconds(), TimeUnit.SECONDS)
        .await();
    Future.all(agents.stream().map(DeskAgent::close).toList()).await();
    agents.clear();
  }

  private void seat(String... names) {
    for (var name : names) {
      var agent = new DeskAgent(
          vertx,
          new Ids(InstantSource.system(), new SecureRandom()),
          door(),
          name,
          token(name).await(),
          () -> token(name),
          DeskAgent.Manner.prompt("answered"),
          this);
      agents.add(agent);
      agent.connect().timeout(SOON.toSeconds(), TimeUnit.SECONDS).await();
      agent.ready();
    }
  }

  /** Agents have their own connections to the server, without repeated or lost messages. */
  private FrontDoor door() {
    return new FrontDoor(vertx, node.http());
  }

  private Future<String> token(String agent) {
    return door()
        .post(
            "/api/v1/tokens",
            Map.of(
                "authorization",
                "Bearer " + node.secret("admin-token"),
                "content-type",
                "application/json"),
            Json.write(Map.of("agent", agent)))
        .map(answer -> answer.json().path("token").asText());
  }

  private DeskAgent agentOf(ContactId contact) {
    var name = connected.get(contact).iterator().next();
    return agents.stream()
        .filter(agent -> agent.agent().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void arrive(String call) {
    carrier.arrive(call, CALLER, RETURNS).await();
  }

  private static List<String> calls(String name, int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  private static ContactId contact(String call) {
    return Ids.contact("twilio", call);
  }

  private static String call(List<String> calls, ContactId contact) {
    return calls.stream()
        .filter(call -> contact(call).equals(contact))
        .findFirst()
        .orElseThrow();
  }

  // ---- a carrier's messages, by hand

  private record Post(String url, Map<String, String> form) {}

  private Future<FrontDoor.Answer> post(Post post) {
    return carrier.post(post.url(), post.form());
  }

  /** Fetch, the leg answered, the leg completed, the dialling's end, the call's end. */
  private static List<Post> events(String call, String end) {
    var leg = TwilioCarrier.HOOK + "?agent=hanna";
    var answered = form(call + "-leg1", "in-progress");
    answered.put("ParentCallSid", call);
    answered.put("SequenceNumber", "2");
    var left = form(call + "-leg1", "completed");
    left.put("ParentCallSid", call);
    left.put("SequenceNumber", "0");
    var dialled = form(call, "in-progress");
    dialled.put("DialCallSid", call + "-leg1");
    dialled.put("DialCallStatus", end);
    return List.of(
        new Post(TwilioCarrier.HOOK, form(call, "ringing")),
        new Post(leg, answered),
        new Post(leg, left),
        new Post(leg, dialled),
        status(call, end, 1));
  }

  private static Post status(String call, String status, int sequence) {
    var form = form(call, status);
    form.put("SequenceNumber", Integer.toString(sequence));
    form.put("CallbackSource", "call-progress-events");
    return new Post(TwilioCarrier.HOOK, form);
  }

  private static Map<String, String> form(String call, String status) {
    var form = new TreeMap<String, String>();
    form.put("CallSid", call);
    form.put("AccountSid", ACCOUNT);
    form.put("From", CALLER);
    form.put("To", RETURNS);
    form.put("CallStatus", status);
    form.put("Direction", "inbound");
    form.put("ApiVersion", "2010-04-01");
    return form;
  }

  private static boolean isTwiml(String text) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
          .getDocumentElement()
          .getTagName()
          .equals("Response");
    } catch (Exception e) {
      return false;
    }
  }

  // ---- the database

  private void awaitOver(List<String> calls) throws SQLException {
    awaitCount(
        "SELECT count(*) FROM contact WHERE state = 'closed' AND reference IN ('"
            + String.join("', '", calls) + "')",
        calls.size());
  }

  private long ended(String how) throws SQLException {
    return count("SELECT count(*) FROM contact WHERE ended = '" + how + "'");
  }

  private void awaitState(String call, String state) throws SQLException {
    awaitCount(
        "SELECT count(*) FROM contact WHERE reference = '" + call + "' AND state = '" + state + "'",
        1);
  }

  private void awaitNothing(String sql) throws SQLException {
    awaitCount(sql, 0);
  }

  /** Polls without sleeping: each query takes some time in the database. */
  private void awaitCount(String sql, long wanted) throws SQLException {
    var until = Instant.now().plus(SOON);
    var asks = "SELECT (" + sql + ") FROM pg_sleep(0.05)";
    long found = count(asks);
    while (found != wanted && Instant.now().isBefore(until)) {
      found = count(asks);
    }
    assertThat(found).as("%s; broken: %s", sql, broken).isEqualTo(wanted);
  }

  private long count(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void change(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private java.sql.Connection connect() throws SQLException {
    return node.database().open();
  }
}
