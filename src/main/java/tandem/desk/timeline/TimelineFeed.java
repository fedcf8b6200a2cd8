package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cases.AddedEntry;
import tandem.document.Json;
import tandem.storage.nodes.NodeNews;

/** Tells the listeners of every node which entries were added. */
public final class TimelineFeed {

  private static final Logger LOG = LoggerFactory.getLogger(TimelineFeed.class);

  /** Entries in one message, so that none grows without limit. */
  private static final int NEWS_MAX = 100;

  private final NodeNews<List<AddedEntry>> news;
  private final List<TimelineListener> listeners = new CopyOnWriteArrayList<>();

  public TimelineFeed(Vertx vertx) {
    news = new NodeNews<>(
        vertx,
        "tandem.timeline",
        Json::write,
        text -> List.of(Json.read(text, AddedEntry[].class)));
    news.listen(added -> added.forEach(this::heard));
  }

  /** Begins to hear news, this node's own too; completes when no more of it can be missed. */
  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  public void listen(TimelineListener listener) {
    listeners.add(listener);
  }

  /** Publishes entries. Call it after their commit. */
  public void say(List<AddedEntry> added) {
    for (int from = 0; from < added.size(); from += NEWS_MAX) {
      news.say(List.copyOf(added.subList(from, Math.min(added.size(), from + NEWS_MAX))));
    }
  }

  private void heard(AddedEntry entry) {
    for (var listener : listeners) {
      try {
        listener.added(entry);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on an entry case={}", entry.entry().caseId(), e);
      }
    }
  }
}
