package tandem.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Carries the news that a session of an account has ended to every node. It names the account and
 * no more: which of its sessions still hold is for PostgreSQL to say, so news that is repeated,
 * late or made up ends nothing. Lost news is made good by the next look.
 */
public final class SessionNews {

  /** Where the news travels on the event bus. */
  static final String ADDRESS = "tandem.sessions";

  private final Vertx vertx;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private Optional<MessageConsumer<String>> consumer = Optional.empty();

  public SessionNews(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Begins to hear news, this node's own too. */
  public Future<Void> start() {
    var hearing = vertx
        .eventBus()
        .<String>consumer(
            ADDRESS, news -> listeners.forEach(listener -> listener.accept(news.body())));
    consumer = Optional.of(hearing);
    return hearing.completion();
  }

  public Future<Void> stop() {
    return consumer.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Says it to all nodes; after the commit. */
  void say(String account) {
    vertx.eventBus().publish(ADDRESS, account);
  }
}
