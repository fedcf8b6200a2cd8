package tandem.desk.floor;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.loops.Caller;
import tandem.storage.Database;
import tandem.storage.nodes.NodeNews;

/**
 * The catalogues in the memory of this node, because every arrival and every screen needs them. The
 * news to all nodes says only that something has changed. Each node then reads the tables, so
 * repeated, late or invented news does no harm. News may be lost: the database counts the changes,
 * and a node that finds another count reads the tables too.
 */
public final class KnownCatalogues {

  private static final String CHANGES = "SELECT count FROM catalogue_changes";

  private static final Logger LOG = LoggerFactory.getLogger(KnownCatalogues.class);

  private final Database database;
  private final CatalogueRows rows;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final NodeNews<String> news;
  private volatile Catalogues known = Catalogues.EMPTY;

  private Future<Void> reading = Future.succeededFuture();

  /** The next reading that has not begun yet; all callers until then share it. */
  private @Nullable Future<Void> next;

  /** The count of changes that was read before the catalogues were; empty before the first time. */
  private volatile OptionalLong changes = OptionalLong.empty();

  public KnownCatalogues(Vertx vertx, Database database, CatalogueRows rows) {
    this.database = database;
    this.rows = rows;
    this.news =
        new NodeNews<>(vertx, "tandem.catalogues", Function.identity(), Function.identity());
    news.listen(_ -> lookAgain());
  }

  /** Starts to receive news, also from this node, and reads the catalogues for the first time. */
  public Future<Void> start() {
    return news.start().compose(_ -> lookForChanges());
  }

  public Future<Void> stop() {
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
   * Reads the catalogues if any has changed since they were read. It is to be called about once a
   * second.
   */
  public Future<Void> lookForChanges() {
    return database.pool().query(CHANGES).execute().compose(rows -> {
      var counted = OptionalLong.of(rows.iterator().next().getLong("count"));
      return counted.equals(changes)
          ? Future.succeededFuture()
          : refresh().onSuccess(_ -> changes = counted);
    });
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
