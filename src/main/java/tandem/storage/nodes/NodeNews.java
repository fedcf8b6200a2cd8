package tandem.storage.nodes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.document.Json;

/**
 * A channel for news of one kind to the listeners of every node, including this one. News may get
 * lost, come late or come twice. A listener therefore reads the data when news comes, or recognizes
 * repeated news. Only other nodes get the news as text; the listeners of this node share the object
 * and must not change it.
 */
public final class NodeNews<T> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNews.class);

  private final Vertx vertx;
  private final OtherNodes others;
  private final String channel;
  private final Function<T, String> write;
  private final Function<String, T> read;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<Hearing> hearing = Optional.empty();

  /** News to the listeners of this node. */
  private record Said(Object news) {}

  private record Hearing(MessageConsumer<Said> here, MessageConsumer<OtherNodes.Told> elsewhere) {}

  /** @param channel the name of the news; all channels of one name have one kind of news */
  public NodeNews(
      Vertx vertx, String channel, Function<T, String> write, Function<String, T> read) {
    this.vertx = vertx;
    this.others = new OtherNodes(vertx);
    this.channel = channel;
    this.write = write;
    this.read = read;
    WithinProcess.register(vertx.eventBus(), Said.class);
  }

  /** News of which other nodes get the JSON. */
  public static <T> NodeNews<T> ofJson(Vertx vertx, String channel, Class<T> kind) {
    return new NodeNews<>(vertx, channel, Json::write, text -> Json.read(text, kind));
  }

  /** Starts to receive news; completes when the subscription is active. */
  public Future<Void> start() {
    var started = new Hearing(
        vertx.eventBus().consumer(channel, message -> hear(message.body().news())),
        others.hear(channel, this::told));
    hearing = Optional.of(started);
    return Future.all(started.here().completion(), started.elsewhere().completion())
        .mapEmpty();
  }

  public Future<Void> stop() {
    return hearing
        .map(started -> Future.all(
                started.here().unregister(), started.elsewhere().unregister())
            .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  /** Adds a listener. It is called on the bus's event loop and must not block. */
  public void listen(Consumer<T> listener) {
    listeners.add(listener);
  }

  /** Publishes news to all nodes; call it after the commit. */
  public void say(T news) {
    vertx.eventBus().publish(channel, new Said(news));
    others.say(channel, () -> write.apply(news));
  }

  private void told(OtherNodes.Told told) {
    T news;
    try {
      news = read.apply(told.text());
    } catch (RuntimeException e) {
      LOG.error("cannot read news channel={} author={}", channel, told.author(), e);
      return;
    }
    tellListeners(news);
  }

  @SuppressWarnings("unchecked") // all channels of one name have one kind of news
  private void hear(Object news) {
    tellListeners((T) news);
  }

  private void tellListeners(T news) {
    for (var listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on news channel={}", channel, e);
      }
    }
  }
}
