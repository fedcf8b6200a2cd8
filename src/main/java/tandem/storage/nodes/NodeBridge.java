package tandem.storage.nodes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.Database;

/**
 * The bridge between this node and the others. It opens no port before there are others. Then it
 * opens the {@link NodeDoor}, enters its address in the list of nodes, and keeps a {@link NodeLink}
 * to each of them. A link carries this node's news and questions; the door hears those of others.
 */
public final class NodeBridge {

  private static final Logger LOG = LoggerFactory.getLogger(NodeBridge.class);

  /** The longest time that a question may take, here and there. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private static final int UNAVAILABLE = 503;

  private static final String SHOW = "UPDATE node SET door_host = $2, door_port = $3 WHERE id = $1";

  private static final Duration PING = Duration.ofSeconds(1);

  /** Another node's answer that there is none. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    Refused(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final String nodeId;
  private final Callable<NodeAuthority.Identity> identify;
  private final String host;
  private final int firstPort;
  private final OtherNodes nodes;
  private final List<MessageConsumer<?>> leaving;
  private volatile Runnable onStranger = () -> {};

  // everything below belongs to the context
  private final Map<String, NodeLink> links = new HashMap<>();
  private final Map<String, ServerWebSocket> heard = new HashMap<>();
  private Optional<Future<NodeAuthority.Identity>> identity = Optional.empty();
  private Optional<Future<HttpServer>> door = Optional.empty();
  private Optional<WebSocketClient> client = Optional.empty();
  private boolean closed;

  /**
   * A bridge that is closed until {@link #meet} finds others.
   *
   * @param identify makes this node's identity, when there are others; it may block. A node that is
   *     alone starts faster without
   * @param host the one interface it listens on, by which other nodes reach it
   * @param firstPort the first port to try; 0 takes a free one
   */
  public NodeBridge(
      Vertx vertx,
      Database database,
      String nodeId,
      Callable<NodeAuthority.Identity> identify,
      String host,
      int firstPort) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.nodeId = nodeId;
    this.identify = identify;
    this.host = host;
    this.firstPort = firstPort;
    this.nodes = new OtherNodes(vertx);
    var bus = vertx.eventBus();
    this.leaving = List.of(
        bus.<OtherNodes.Leaving>consumer(
            OtherNodes.NEWS, message -> context.runOnContext(_ -> say(message.body()))),
        bus.<OtherNodes.Asking>consumer(
            OtherNodes.ASK, message -> context.runOnContext(_ -> ask(message))));
  }

  /** Sets what is done when a node comes that was not in the list yet. */
  public void onStranger(Runnable look) {
    onStranger = look;
  }

  /**
   * Takes the present list of the others, once a second. Completes when those who have a door have
   * been tried; it does not fail.
   */
  public Future<Void> meet(List<Neighbour> others) {
    return Future.future(met -> context.runOnContext(_ -> {
      if (closed || (others.isEmpty() && door.isEmpty())) {
        met.complete();
        return;
      }
      opened()
          .compose(_ -> identity())
          .compose(me -> link(me, others))
          .onFailure(e -> LOG.error("cannot meet the other nodes", e))
          .otherwiseEmpty()
          .onComplete(met);
    }));
  }

  private Future<NodeAuthority.Identity> identity() {
    if (identity.isEmpty()) {
      identity = Optional.of(context.executeBlocking(identify));
      identity.get().onFailure(_ -> context.runOnContext(_ -> identity = Optional.empty()));
    }
    return identity.get();
  }

  /** Opens the door, if it is not open. */
  private Future<HttpServer> opened() {
    if (door.isEmpty()) {
      var opening = identity().compose(me -> {
        int port = Nodes.freePort(host, firstPort, "messages of other nodes");
        return NodeDoor.open(vertx, me, host, port, this::entered);
      });
      door = Optional.of(opening.compose(server -> {
        LOG.info("hears other nodes at host={} port={}", host, server.actualPort());
        return show(server).map(server).onFailure(_ -> server.close());
      }));
      door.get().onFailure(_ -> context.runOnContext(_ -> door = Optional.empty()));
    }
    return door.get();
  }

  /** Pings by a timer: the list of the others does not come while the database is away. */
  private void ping() {
    links.values().forEach(NodeLink::ping);
    vertx.setTimer(
        PING.toMillis(),
        _ -> context.runOnContext(_ -> {
          if (!closed) {
            ping();
          }
        }));
  }

  private Future<?> show(HttpServer server) {
    return database.pool().preparedQuery(SHOW).execute(Tuple.of(nodeId, host, server.actualPort()));
  }

  /**
   * Writes down again where this node is reached. After a silence others may have forgotten it, and
   * its next sign of life has told them only that it is there.
   */
  public void showAgain() {
    context.runOnContext(_ -> door.ifPresent(open -> open.compose(this::show)
        .onFailure(e -> LOG.warn("cannot tell other nodes the port error={}", e.getMessage()))));
  }

  private Future<Void> link(NodeAuthority.Identity me, List<Neighbour> others) {
    var there = new HashSet<String>();
    for (var other : others) {
      there.add(other.id());
      var link = links.get(other.id());
      if (link == null || !link.neighbour().equals(other)) {
        if (link != null) {
          link.close();
        }
        links.put(other.id(), new NodeLink(other));
      }
    }
    links.values().removeIf(link -> {
      boolean gone = !there.contains(link.neighbour().id());
      if (gone) {
        link.close();
      }
      return gone;
    });
    if (client.isEmpty()) {
      ping();
      client = Optional.of(vertx.createWebSocketClient(NodeDoor.client(me)));
    }
    return Future.join(
            links.values().stream().map(link -> link.open(client.get())).toList())
        .mapEmpty();
  }

  // --- from here to others

  private void say(OtherNodes.Leaving news) {
    var reached = links.values().stream().filter(NodeLink::isOpen).toList();
    if (!reached.isEmpty()) {
      var message = new NodeMessage.News(news.channel(), news.text().get());
      for (var link : reached) {
        if (!link.say(message)) {
          LOG.warn(
              "lost news to a slow node node={} channel={}", link.neighbour().id(), news.channel());
        }
      }
    }
  }

  private void ask(Message<OtherNodes.Asking> question) {
    var asked = question.body();
    var link = links.get(asked.node());
    if (link == null || !link.isOpen()) {
      question.fail(UNAVAILABLE, "node " + asked.node() + " cannot be reached");
      return;
    }
    var answer = link.ask(asked.channel(), asked.text());
    answer
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(question::reply)
        .onFailure(e -> {
          link.forget(answer);
          question.fail(e instanceof Refused no ? no.status() : UNAVAILABLE, e.getMessage());
        });
  }

  // --- from others to here

  private void entered(String author, ServerWebSocket socket) {
    if (!links.containsKey(author) || !links.get(author).isOpen()) {
      onStranger.run();
    }
    var before = heard.put(author, socket);
    if (before != null) {
      before.close();
    }
    socket.textMessageHandler(text -> heard(author, socket, text));
    socket.exceptionHandler(
        e -> { // a frame or a message that is too long, for example
          LOG.warn("the connection of a node failed node={} error={}", author, e.getMessage());
          socket.close();
        });
    socket.closeHandler(_ -> heard.remove(author, socket));
  }

  private void heard(String author, ServerWebSocket socket, String written) {
    switch (NodeMessage.read(written).orElse(null)) {
      case NodeMessage.News(var channel, var text) ->
        nodes.heard(new OtherNodes.Told(author, text), channel);
      case NodeMessage.Ask(var number, var channel, var text) ->
        nodes
            .asked(new OtherNodes.Told(author, text), channel, ANSWER_MAX)
            .onComplete(result -> tell(
                socket,
                switch (result.cause()) {
                  case null -> new NodeMessage.Answer(number, result.result());
                  case ReplyException no
                  when no.failureCode() > 0 ->
                    new NodeMessage.Failed(
                        number, no.failureCode(), String.valueOf(no.getMessage()));
                  case Throwable e ->
                    new NodeMessage.Failed(number, UNAVAILABLE, String.valueOf(e.getMessage()));
                }));
      case null, default -> {
        LOG.error("a node says what no node says node={}", author);
        socket.close();
      }
    }
  }

  private static void tell(ServerWebSocket socket, NodeMessage answer) {
    if (!socket.isClosed()) {
      socket.writeTextMessage(answer.write());
    }
  }

  /** Closes the door and the links. */
  public Future<Void> close() {
    return Future.future(done -> context.runOnContext(_ -> {
      closed = true;
      leaving.forEach(MessageConsumer::unregister);
      links.values().forEach(NodeLink::close);
      links.clear();
      heard.values().forEach(ServerWebSocket::close);
      var ending = Promise.<Void>promise();
      door.ifPresentOrElse(
          open -> open.compose(server -> database
                  .pool()
                  .preparedQuery(SHOW)
                  .execute(Tuple.of(nodeId, null, null))
                  .eventually(server::close))
              .<Void>mapEmpty()
              .onComplete(ending),
          ending::complete);
      ending
          .future()
          .eventually(() -> client.map(WebSocketClient::close).orElseGet(Future::succeededFuture))
          .otherwiseEmpty()
          .onComplete(done);
    }));
  }
}
