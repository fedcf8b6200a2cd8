package tandem.storage;

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

/**
 * A channel for news of one kind to the listeners of every node, including this one. News may get
 * lost, come late or come twice. A listener therefore reads the data when news comes, or recognizes
 * repeated news.
 */
public final class NodeNews<T> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNews.class);

  private final Vertx vertx;
  private final String address;
  private final Function<T, String> write;
  private final Function<String, T> read;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
  private Optional<MessageConsumer<String>> consumer = Optional.empty();

  /** @param address the address of the news on the event bus */
  public NodeNews(
      Vertx vertx, String address, Function<T, String> write, Function<String, T> read) {
    this.vertx = vertx;
    this.address = address;
    this.write = write;
    this.read = read;
  }

  /** Starts to receive news; completes when the subscription is active. */
  public Future<Void> start() {
    var hearing = vertx.eventBus().<String>consumer(address, message -> heard(message.body()));
    consumer = Optional.of(hearing);
    return hearing.completion();
  }

  public Future<Void> stop() {
    return consumer.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  /** Adds a listener. It is called on the bus's event loop and must not block. */
  public void listen(Consumer<T> listener) {
    listeners.add(listener);
  }

  /** Publishes news to all nodes; call it after the commit. */
  public void say(T news) {
    vertx.eventBus().publish(address, write.apply(news));
  }

  private void heard(String text) {
    T news;
    try {
      news = read.apply(text);
    } catch (RuntimeException e) {
      LOG.error("cannot read news address={}", address, e);
      return;
    }
    for (var listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on news address={}", address, e);
      }
    }
  }
}
