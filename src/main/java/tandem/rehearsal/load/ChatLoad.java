package tandem.rehearsal.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.visitors.ChatLine;

/**
 * Many open chats with the running server, in pairs of tabs: each visitor has two sockets, which
 * may be at different nodes. What one tab says must come to the other; this is the way that an
 * answer of an agent takes to a visitor, and the way in of a visitor's message.
 */
public final class ChatLoad {

  private static final int TOO_MANY = 429;
  private static final int NOT_FOUND = 404;
  private static final int OPENING_AT_ONCE = 50;

  private final Vertx vertx;
  private final Ids ids;
  private final URI server;
  private final String site;
  private final int chats;
  private final double perSecond;
  private final Consumer<String> progress;
  private final List<WebSocketClient> clients = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  /** When each message was said that the server has not answered, and that the other tab lacks. */
  private final Map<String, Long> unanswered = new ConcurrentHashMap<>();

  private final Map<String, Long> saidAt = new ConcurrentHashMap<>();
  private final Collection<Long> took = new ConcurrentLinkedQueue<>();
  private final Collection<Long> stored = new ConcurrentLinkedQueue<>();
  private final Collection<String> refusals = new ConcurrentLinkedQueue<>();

  private record Pair(ChatLine speaker, ChatLine listener) {}

  /** @param chats how many visitors have a chat open */
  public ChatLoad(
      Vertx vertx,
      Ids ids,
      URI server,
      String site,
      int chats,
      double perSecond,
      Consumer<String> progress) {
    this.vertx = vertx;
    this.ids = ids;
    this.server = server;
    this.site = site;
    this.chats = chats;
    this.perSecond = perSecond;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param stored from saying something until the server has answered that it is stored
   * @param otherSide from saying something until the other tab has it
   */
  public record Result(
      int chats, int said, int refused, Latencies stored, Latencies otherSide, int missing) {}

  /** Opens the chats; completes when all of them have been let in. */
  public Future<Void> open() {
    return open(0);
  }

  private Future<Void> open(int from) {
    if (from >= chats) {
      return Future.succeededFuture();
    }
    var group = new ArrayList<Future<Pair>>();
    for (int i = from; i < Math.min(chats, from + OPENING_AT_ONCE); i++) {
      group.add(pair());
    }
    return Future.all(group).compose(opened -> {
      opened.<Pair>list().forEach(pairs::add);
      if (pairs.size() % (OPENING_AT_ONCE * 10) == 0) {
        progress.accept(pairs.size() + " chats are open");
      }
      return open(from + OPENING_AT_ONCE);
    });
  }

  private Future<Pair> pair() {
    return line("")
        .compose(speaker -> line(speaker.token()).map(listener -> new Pair(speaker, listener)));
  }

  private Future<ChatLine> line(String token) {
    var client = vertx.createWebSocketClient(
        new WebSocketClientOptions().setTcpNoDelay(true).setMaxConnections(1));
    clients.add(client);
    var hello = Json.MAPPER.createObjectNode();
    if (!token.isEmpty()) {
      hello.put("token", token);
    }
    return ChatLine.open(client, server, site, hello, message -> hear(message, !token.isEmpty()))
        .recover(failure -> Future.failedFuture(meaning(failure)));
  }

  private Throwable meaning(Throwable failure) {
    return switch (failure) {
      case UpgradeRejectedException refused
      when refused.getStatus() == TOO_MANY ->
        new Failure.Conflict(
            "the server takes no more sockets of one address:"
                + " chat.sockets_per_address and chat.messages_per_address must be twice the chats or more");
      case UpgradeRejectedException refused
      when refused.getStatus() == NOT_FOUND ->
        new Failure.Conflict("the server has no site " + site);
      default -> failure;
    };
  }

  private void hear(JsonNode message, boolean listens) {
    long now = System.nanoTime();
    var id = message.path("re").asText();
    if (!id.isEmpty()) {
      if (message.has("ok")) {
        var at = unanswered.remove(id);
        if (at != null) {
          stored.add(now - at);
        }
      } else {
        refusals.add(message.at("/problem/detail").asText());
        saidAt.remove(id);
        unanswered.remove(id);
      }
    } else if (listens && message.path("type").asText().equals("message")) {
      var at = saidAt.remove(message.path("id").asText());
      if (at != null) {
        took.add(now - at);
      }
    }
  }

  /** Lets the visitors speak in turn, for some time. */
  public Future<Result> speak(Duration time) {
    took.clear();
    stored.clear();
    refusals.clear();
    var done = Promise.<Result>promise();
    long begin = System.nanoTime();
    long each = (long) (1e9 / perSecond);
    int[] said = {0};
    vertx.setPeriodic(1, timer -> {
      long now = System.nanoTime();
      if (now - begin >= time.toNanos()) {
        vertx.cancelTimer(timer);
        vertx.setTimer(2_000, _ -> done.complete(result(said[0])));
        return;
      }
      while (said[0] * each < now - begin) {
        say(pairs.get(said[0] % pairs.size()));
        said[0]++;
      }
    });
    return done.future();
  }

  private void say(Pair pair) {
    var id = ids.next().toString();
    long now = System.nanoTime();
    saidAt.put(id, now);
    unanswered.put(id, now);
    pair.speaker().say(id, "Where is my order " + id);
  }

  private Result result(int said) {
    refusals.stream().distinct().limit(5).forEach(why -> progress.accept("refused: " + why));
    return new Result(
        pairs.size(),
        said,
        refusals.size(),
        Latencies.of(stored),
        Latencies.of(took),
        saidAt.size());
  }

  /** Ends every chat. */
  public Future<Void> close() {
    return Future.join(clients.stream().map(WebSocketClient::close).toList()).mapEmpty();
  }
}
