package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cases.AddedEntry;
import tandem.document.Json;

/** Carries the news of added entries to the listeners of every node. */
public final class TimelineFeed {

  private static final Logger LOG = LoggerFactory.getLogger(TimelineFeed.class);

  /** Where the news travels on the event bus. */
  public static final String ADDRESS = "tandem.timeline";

  /** Entries in one message, so that none grows without limit. */
  private static final int NEWS_MAX = 100;

  private final Vertx vertx;
  private final List<TimelineListener> listeners = new CopyOnWriteArrayList<>();
  private Optional<MessageConsumer<String>> consumer = Optional.empty();

  public TimelineFeed(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Begins to hear news, this node's own too; completes when no more of it can be missed. */
  public Future<Void> start() {
    var hearing = vertx.eventBus().<String>consumer(ADDRESS, message -> heard(message.body()));
    consumer = Optional.of(hearing);
    return hearing.completion();
  }

  public Future<Void> stop() {
    return consumer.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  public void listen(TimelineListener listener) {
    listeners.add(listener);
  }

  public void ignore(TimelineListener listener) {
    listeners.remove(listener);
  }

  /** Says what was added; after the commit. */
  public void say(List<AddedEntry> added) {
    for (int from = 0; from < added.size(); from += NEWS_MAX) {
      var some = added.subList(from, Math.min(added.size(), from + NEWS_MAX));
      vertx.eventBus().publish(ADDRESS, Json.write(some));
    }
  }

  private void heard(String news) {
    for (var entry : Json.read(news, AddedEntry[].class)) {
      for (var listener : listeners) {
        try {
          listener.added(entry);
        } catch (RuntimeException e) {
          LOG.error("a listener failed on an entry case={}", entry.entry().caseId(), e);
        }
      }
    }
  }
}
