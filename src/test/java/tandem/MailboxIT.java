package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.Polls.until;
import static tandem.channels.email.MailGround.mail;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.channels.email.MailGround;
import tandem.channels.email.MailServers;
import tandem.channels.email.Relay;
import tandem.commands.Doctor;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** A mailbox that real server processes use, while they die, freeze and follow each other. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class MailboxIT {

  private static final int KILLS = 3;

  @TempDir
  private Path folder;

  private final MailServers servers = new MailServers();
  private final Relay imap = new Relay(servers.imapPort());
  private final Relay smtp = new Relay(servers.smtpPort());
  private final Arrivals arrivals = new Arrivals();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    arrivals.stop();
    imap.close();
    smtp.close();
    servers.close();
  }

  /** Mails that arrive in our mailbox all the time, while not too many are unread. */
  private final class Arrivals {

    private static final int EVERY_MS = 20;
    private static final int UNREAD_MAX = 40;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger count = new AtomicInteger();

    void begin() {
      var _ = timer.scheduleAtFixedRate(this::arrive, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void arrive() {
      if (count.get() - servers.seen() < UNREAD_MAX) {
        int number = count.incrementAndGet();
        servers.arrive(mail("m-" + number, "Number " + number, "text " + number));
      }
    }

    /** Returns how many have arrived. */
    int stop() {
      timer.shutdown();
      try {
        assertThat(timer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return count.get();
    }
  }

  /** What is done to a process. */
  private interface Deed {
    void on(Node node) throws IOException, InterruptedException;
  }

  /**
   * The moment of a deed: the n-th of the wanted messages on the network is held up until it is
   * done.
   */
  private static final class Moment implements Relay.Fault {

    private final Predicate<String> wanted;
    private final AtomicInteger left;
    private final Deed deed;
    private final CompletableFuture<Node> node = new CompletableFuture<>();
    private final CompletableFuture<Relay.Talk> done = new CompletableFuture<>();

    Moment(Predicate<String> wanted, int n, Deed deed) {
      this.wanted = wanted;
      this.left = new AtomicInteger(n);
      this.deed = deed;
    }

    void comesTo(Node node) {
      this.node.complete(node);
    }

    /** Waits for it; returns the connection on which the message was. */
    Relay.Talk await() throws Exception {
      return done.get(2, TimeUnit.MINUTES);
    }

    @Override
    public Optional<byte[]> pass(Relay.Talk talk, boolean fromClient, byte[] bytes)
        throws InterruptedException {
      if (wanted.test(new String(bytes, StandardCharsets.ISO_8859_1))
          && left.decrementAndGet() == 0) {
        try {
          deed.on(node.get());
          done.complete(talk);
        } catch (ExecutionException | IOException e) {
          done.completeExceptionally(e);
        }
      }
      return Optional.of(bytes);
    }
  }

  @Test
  void mails_that_arrive_while_a_server_is_killed_again_and_again_are_there_once()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    var random = new SplittableRandom(20260208);
    var node = Node.start(folder("one"), environment);
    try {
      arrivals.begin();
      for (int i = 0; i < KILLS; i++) {
        var moment = new Moment(_ -> true, random.nextInt(1, 120), Node::kill);
        moment.comesTo(node);
        imap.has(moment);
        moment.await();
        assertThat(stored(address)).containsAll(servers.seenIds());
        node = node.again(environment);
      }
      int arrived = arrivals.stop();

      awaitSeen(arrived);
      assertAllOnce(address, arrived);
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      node.close();
    }
  }

  @Test
  void answers_that_are_sent_while_a_server_is_killed_arrive_in_order_and_none_is_lost(Vertx vertx)
      throws Exception {
    int answers = 40;
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    var random = new SplittableRandom(20260209);
    var node = Node.start(folder("one"), environment);
    try {
      servers.arrive(mail("question", "My shoes", "Where are they?"));
      var token = token(node);
      var contact = accepted(vertx, node, token);

      int said = 0;
      for (int i = 0; i < KILLS; i++) {
        var moment = new Moment(_ -> true, random.nextInt(1, 60), Node::kill);
        moment.comesTo(node);
        smtp.has(moment);
        while (!moment.done.isDone()) {
          if (said < answers && isTaken(node, token, contact, said)) {
            said++;
          }
        }
        moment.await();
        node = node.again(environment);
      }
      while (said < answers) {
        if (isTaken(node, token, contact, said)) {
          said++;
        }
      }

      var texts = IntStream.range(0, answers).mapToObj(i -> "answer " + i).toList();
      var asked = new AskedDatabase(address);
      eventually(() -> asked
          .ask("SELECT count(*)::text FROM message WHERE delivery = 'sent'")
          .equals(Integer.toString(answers)));
      assertThat(asked.ask("SELECT string_agg(text, ',' ORDER BY number) FROM message"
              + " WHERE direction = 'out'"))
          .isEqualTo(String.join(",", texts));
      // SMTP cannot tell whether a mail was taken when the connection breaks after its last byte
      var sent = MailGround.sent(servers);
      assertThat(sent.size()).isBetween(answers, answers + KILLS);
      assertThat(sent.stream().map(mail -> mail.messageId()).distinct()).hasSize(answers);
      assertThat(sent.stream()
              .map(mail -> mail.text().lines().findFirst().orElseThrow())
              .distinct())
          .containsExactlyElementsOf(texts);
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      node.close();
    }
  }

  @Test
  void when_the_owner_is_killed_another_node_is_the_only_reader_and_reads_what_came_meanwhile()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    var random = new SplittableRandom(20260210);
    var owner = Node.start(folder("one"), environment);
    var other = Node.start(folder("two"), environment);
    try {
      arrivals.begin();
      for (int i = 0; i < 2; i++) {
        var moment = new Moment(_ -> true, random.nextInt(20, 120), Node::kill);
        moment.comesTo(owner);
        imap.has(moment);
        moment.await();
        assertThat(stored(address)).containsAll(servers.seenIds());

        long seen = servers.seen();
        eventually(() -> servers.seen() > seen + 10);
        assertThat(imap.open()).isOne();
        var killed = owner;
        owner = other;
        other = killed.again(environment);
      }
      int arrived = arrivals.stop();

      awaitSeen(arrived);
      assertThat(imap.open()).isOne();
      assertThat(imap.oneAfterTheOther()).isTrue();
      assertAllOnce(address, arrived);
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      owner.close();
      other.close();
    }
  }

  @Test
  void a_frozen_owner_that_wakes_up_neither_reads_on_nor_marks_mails_as_read() throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    var random = new SplittableRandom(20260211);
    List<Predicate<String>> messages = List.of(
        text -> text.contains(" FETCH ") && text.contains("BODY["), // a mail comes
        text -> text.contains(" EXISTS"), // the server announces one while the owner waits
        text -> text.contains("STORE"), // it is being marked
        text -> text.contains("FLAGS (\\Seen)")); // it was marked
    var owner = Node.start(folder("one"), environment);
    var other = Node.start(folder("two"), environment);
    try {
      arrivals.begin();
      for (var message : messages) {
        var moment = new Moment(message, random.nextInt(1, 20), frozen -> frozen.signal("STOP"));
        moment.comesTo(owner);
        imap.has(moment);
        var talk = moment.await();
        imap.has(Relay.NONE);

        long seen = servers.seen();
        eventually(() -> servers.seen() > seen + 10);
        owner.signal("CONT");
        eventually(talk::isOver);
        assertThat(imap.open()).isOne();
        var woken = owner;
        owner = other;
        other = woken;
      }
      int arrived = arrivals.stop();

      awaitSeen(arrived);
      assertThat(imap.open()).isOne();
      assertThat(imap.oneAfterTheOther()).as(this::reading).isTrue();
      assertAllOnce(address, arrived);
      assertThat(new AskedDatabase(address).ask("SELECT state FROM mailbox"))
          .isEqualTo("connected");
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      owner.close();
      other.close();
    }
  }

  /** The ends of all connections on which the mailbox was read. */
  private String reading() {
    return imap.talks().stream()
        .map(talk -> talk.client().substring(Math.max(0, talk.client().length() - 200)))
        .collect(Collectors.joining("\n--\n"));
  }

  private Map<String, String> environment(DatabaseAddress address) throws IOException {
    var mailboxes = Files.writeString(folder.resolve("mailboxes.yaml"), """
        mailboxes:
          - address: %1$s
            imap: {host: 127.0.0.1, port: %2$d, security: none, user: %1$s, password: %4$s}
            smtp: {host: 127.0.0.1, port: %3$d, security: none, user: %1$s, password: %4$s}
        """.formatted(
            MailServers.OURS, imap.port(), smtp.port(), MailServers.PASSWORD));
    return Map.of(
        "TANDEM_DATABASE_URL",
        new AskedDatabase(address).url(),
        "TANDEM_EMAIL_FILE",
        mailboxes.toString());
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private void awaitSeen(int mails) {
    until(servers::seen, seen -> seen == mails);
  }

  private static Set<String> stored(DatabaseAddress address) {
    return Arrays.stream(new AskedDatabase(address)
            .ask("SELECT string_agg(reference, ' ') FROM message WHERE direction = 'in'")
            .split(" ", -1))
        .collect(Collectors.toSet());
  }

  private static void assertAllOnce(DatabaseAddress address, int mails) {
    assertThat(new AskedDatabase(address)
            .ask("SELECT count(*)::text FROM message WHERE direction = 'in'"))
        .isEqualTo(Integer.toString(mails));
    assertThat(stored(address))
        .isEqualTo(IntStream.rangeClosed(1, mails)
            .mapToObj(i -> "m-" + i + "@home.example")
            .collect(Collectors.toSet()));
  }

  private String token(Node node) throws Exception {
    var answer = http.send(
        HttpRequest.newBuilder(node.http().resolve("/api/v1/tokens"))
            .header("authorization", "Bearer " + node.secret("admin-token"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"agent\":\"daan\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Json.read(answer.body(), JsonNode.class).path("token").asText();
  }

  /** Accepts the first offer; returns its contact. */
  private static String accepted(Vertx vertx, Node node, String token) {
    try (var daan = DeskClient.connect(vertx, node.http().getPort(), token)) {
      daan.say("{\"type\":\"hello\"}");
      daan.doing("c-1", "\"do\":\"ready\"");
      var offer = daan.until("offer.created").path("offer");
      daan.doing("c-2", "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
      assertThat(daan.answer("c-2").has("ok")).isTrue();
      return offer.path("contact").asText();
    }
  }

  /** Answers a customer; whether the server has taken it. A repeat has the same key. */
  private boolean isTaken(Node node, String token, String contact, int number)
      throws InterruptedException {
    try {
      var answer = http.send(
          HttpRequest.newBuilder(node.http().resolve("/api/v1/contacts/" + contact + "/messages"))
              .header("authorization", "Bearer " + token)
              .header("content-type", "application/json")
              .header("idempotency-key", "answer-" + number)
              .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"answer " + number + "\"}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503);
      return answer.statusCode() == 201;
    } catch (IOException e) {
      return false; // the server is being killed
    }
  }
}
