package tandem.desk.floor;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.Database;
import tandem.storage.NodeNews;

/**
 * The catalogues in the memory of this node, because every arrival and every screen needs them. The
 * news to all nodes says only that something has changed. Each node then reads the tables, so
 * repeated, late or invented news does no harm. A node also reads them without news every
 * {@link #READ_AGAIN}, so lost news leaves it with an old catalogue for this time at most.
 */
public final class KnownCatalogues {

  public static final Duration READ_AGAIN = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(KnownCatalogues.class);

  private final Vertx vertx;
  private final Database database;
  private final CatalogueRows rows;
  private final Duration readAgain;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final NodeNews<String> news;
  private long timer = -1;
  private volatile Catalogues known = Catalogues.EMPTY;

  private Future<Void> reading = Future.succeededFuture();

  /** The next reading that has not begun yet; all callers until then share it. */
  private @Nullable Future<Void> next;

  public KnownCatalogues(Vertx vertx, Database database, CatalogueRows rows) {
    this(vertx, database, rows, READ_AGAIN);
  }

  KnownCatalogues(Vertx vertx, Database database, CatalogueRows rows, Duration readAgain) {
    this.vertx = vertx;
    this.database = database;
    this.rows = rows;
    this.readAgain = readAgain;
    this.news =
        new NodeNews<>(vertx, "tandem.catalogues", Function.identity(), Function.identity());
    news.listen(_ -> lookAgain());
  }

  /** Starts to receive news, also from this node, and reads the catalogues for the first time. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(readAgain.toMillis(), _ -> lookAgain());
    return news.start().compose(_ -> refresh());
  }

  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return news.stop();
  }

  public Catalogues now() {
    return known;
  }

  /** Adds a listener, which is called after the catalogues have changed. It must not block. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Tells all nodes that the catalogues have changed; call it after the commit. */
  public void say() {
    news.say("");
  }

  /**
   * Reads the catalogues in a reading that begins after this call. Readings follow each other, so
   * that an older one never overwrites a newer one.
   */
  synchronized Future<Void> refresh() {
    var waiting = next;
    if (waiting == null) {
      Promise<Void> read = Promise.promise();
      waiting = read.future();
      next = waiting;
      reading.onComplete(_ -> read().onComplete(read));
      reading = waiting;
    }
    return waiting;
  }

  private Future<Void> read() {
    synchronized (this) {
      next = null;
    }
    return rows.all(database.pool()).map(read -> {
      if (!read.equals(known)) {
        known = read;
        listeners.forEach(Runnable::run);
      }
      return null;
    });
  }

  private void lookAgain() {
    refresh().onFailure(e -> LOG.warn("catalogues not read error={}", e.getMessage()));
  }
}
