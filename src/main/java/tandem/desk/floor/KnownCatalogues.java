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
import tandem.loops.Caller;
import tandem.storage.Database;
import tandem.storage.NodeNews;

/**
 * The catalogues as this node knows them, kept in memory because every arrival and every screen
 * asks for them. The news that travels to all nodes says only that something has changed. Each node
 * then reads the tables, so news that is repeated, late or made up changes nothing. A node also
 * reads them now and then without any news, so lost news leaves it with an old catalogue for
 * {@link #READ_AGAIN} at most.
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

  /** The next reading, while it has not begun: all who ask meanwhile share it. */
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

  /** Begins to hear news, this node's own too, and reads the catalogues for the first time. */
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

  /** Is called after the catalogues have changed. It must not wait. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Tells all nodes that something has changed; after the commit. */
  public void say() {
    news.say("");
  }

  /**
   * Reads the catalogues in a reading that begins after this call. Readings follow each other, so
   * that an older one never overwrites a newer one.
   */
  Future<Void> refresh() {
    return Caller.hears(reading());
  }

  private synchronized Future<Void> reading() {
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
