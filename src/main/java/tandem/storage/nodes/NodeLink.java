package tandem.storage.nodes;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * The way from this node to one other: a WebSocket over mutual TLS. What this node says and asks
 * goes over it, and answers come back. Everything belongs to the context of the bridge.
 */
final class NodeLink {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

  /** What may wait for a slow node, in bytes; with more, it loses news and no question is asked. */
  private static final int WAITING_BYTES_MAX = 16 * 1024 * 1024;

  private static final int UNANSWERED_MAX = 10_000;
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private final Neighbour neighbour;
  private final Map<Long, Promise<String>> unanswered = new HashMap<>();
  private Optional<WebSocket> socket = Optional.empty();
  private boolean connecting;
  private boolean complained;
  private long asked;

  NodeLink(Neighbour neighbour) {
    this.neighbour = neighbour;
  }

  Neighbour neighbour() {
    return neighbour;
  }

  boolean isOpen() {
    return socket.isPresent();
  }

  /** Connects, unless it is connected or connecting; never fails. */
  Future<Void> open(WebSocketClient client) {
    if (connecting || isOpen() || neighbour.door().isEmpty()) {
      return Future.succeededFuture();
    }
    connecting = true;
    var door = neighbour.door().get();
    return client
        .connect(new WebSocketConnectOptions()
            .setHost(door.host())
            .setPort(door.port())
            .setSsl(true)
            .setURI(NodeDoor.PATH))
        .compose(this::opened)
        .onFailure(this::complain)
        .eventually(() -> {
          connecting = false;
          return Future.succeededFuture();
        })
        .otherwiseEmpty();
  }

  private Future<Void> opened(WebSocket opened) {
    var there = NodeDoor.peer(opened);
    if (!there.equals(Optional.of(neighbour.id()))) {
      // its port was given to another node since
      return opened
          .close()
          .compose(_ -> Future.failedFuture("node " + there.orElse("nobody") + " is there"));
    }
    socket = Optional.of(opened);
    complained = false;
    opened.setWriteQueueMaxSize(WAITING_BYTES_MAX);
    opened.textMessageHandler(this::answered);
    opened.exceptionHandler(e -> {
      LOG.warn("the connection to a node failed node={} error={}", id(), e.getMessage());
      close();
    });
    opened.closeHandler(_ -> lost());
    LOG.info("reaches node={} at={}", id(), neighbour.door().orElseThrow());
    return Future.succeededFuture();
  }

  private String id() {
    return neighbour.id();
  }

  private void complain(Throwable failure) {
    if (!complained) {
      complained = true;
      LOG.warn("cannot reach node={} error={}", id(), failure.getMessage());
    }
  }

  private void lost() {
    if (socket.isPresent()) {
      LOG.warn("lost the connection to node={}", id());
      socket = Optional.empty();
    }
    var lost = Map.copyOf(unanswered);
    unanswered.clear();
    lost.values().forEach(answer -> answer.tryFail(noAnswer("lost the connection to it")));
  }

  private static Failure.Unavailable noAnswer(String why) {
    return new Failure.Unavailable("the other node does not answer: " + why, COME_AGAIN);
  }

  /** Whether it was said; a slow or lost node does not hear it. */
  boolean say(NodeMessage message) {
    if (socket.isEmpty() || socket.get().writeQueueFull()) {
      return false;
    }
    var written = message.write();
    if (written.length() > NodeMessage.LENGTH_MAX) {
      LOG.error("a message to other nodes is too long characters={}", written.length());
      return false;
    }
    socket.get().writeTextMessage(written);
    return true;
  }

  Future<String> ask(String channel, String text) {
    var answer = Promise.<String>promise();
    long number = ++asked;
    if (unanswered.size() >= UNANSWERED_MAX || !say(new NodeMessage.Ask(number, channel, text))) {
      return Future.failedFuture(noAnswer("it cannot be reached"));
    }
    unanswered.put(number, answer);
    return answer.future();
  }

  /** Gives up a question whose time is over. */
  void forget(Future<String> answer) {
    unanswered.values().removeIf(open -> open.future().equals(answer));
  }

  private void answered(String written) {
    switch (NodeMessage.read(written).orElse(null)) {
      case NodeMessage.Answer(var number, var text) ->
        Optional.ofNullable(unanswered.remove(number)).ifPresent(open -> open.tryComplete(text));
      case NodeMessage.Failed(var number, var status, var text) ->
        Optional.ofNullable(unanswered.remove(number))
            .ifPresent(open -> open.tryFail(new NodeBridge.Refused(status, text)));
      case null, default -> {
        LOG.error("a node says what no node says node={}", id());
        close();
      }
    }
  }

  /** Shows the other side that this one is there; the answer shows it here. */
  void ping() {
    socket.ifPresent(open -> open.writePing(Buffer.buffer()));
  }

  void close() {
    var open = socket;
    socket = Optional.empty();
    open.ifPresent(WebSocket::close);
    lost();
  }
}
