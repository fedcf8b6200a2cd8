package tandem.customers;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.CustomerId;
import tandem.loops.Caller;
import tandem.storage.nodes.Grid;

/**
 * A cache of histories: the latest ones on this node, and more of them in the grid, for all nodes.
 * An entry is used only when it is at least as new as the customer's version in PostgreSQL. When
 * the grid does not answer in time, PostgreSQL is read.
 */
public final class HistoryCache {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryCache.class);

  /** The longest wait for the grid; reading PostgreSQL is faster than a longer wait. */
  private static final Duration GRID_ANSWER_MAX = Duration.ofMillis(50);

  private static final String MAP = "histories";
  private static final int ENTRIES_PER_NODE_MAX = 10_000;
  private static final int RECENT_MAX = 2_000;
  private static final Duration LIFE = Duration.ofHours(1);

  private final Duration patience;
  private final Vertx vertx;
  private final Pool pool;
  private final Histories histories;
  private final RecentHistories recent;
  private final Grid grid;
  private final Map<CustomerId, Future<CustomerHistory>> underWay = new ConcurrentHashMap<>();
  private final Counter hits;
  private final Counter misses;
  private final Counter stale;
  private final Counter silences;
  private final Counter loaded;

  public HistoryCache(
      Vertx vertx,
      Pool pool,
      Histories histories,
      Grid grid,
      InstantSource clock,
      MeterRegistry metrics) {
    this(vertx, pool, histories, grid, clock, metrics, GRID_ANSWER_MAX);
  }

  /** Uses another longest wait, so that tests do not depend on the speed of the machine. */
  HistoryCache(
      Vertx vertx,
      Pool pool,
      Histories histories,
      Grid grid,
      InstantSource clock,
      MeterRegistry metrics,
      Duration patience) {
    this.patience = patience;
    this.vertx = vertx;
    this.pool = pool;
    this.histories = histories;
    this.recent = new RecentHistories(RECENT_MAX, LIFE, clock);
    this.grid = grid;
    this.hits = read(metrics, "hit");
    this.misses = read(metrics, "miss");
    this.stale = read(metrics, "stale");
    this.silences = read(metrics, "grid_silent");
    this.loaded = metrics.counter("tandem.history.loads");
  }

  private static Counter read(MeterRegistry metrics, String result) {
    return metrics.counter("tandem.history.reads", "result", result);
  }

  /** The serializers of histories; passed to the grid before it starts. */
  public static List<CompactSerializer<?>> serializers() {
    return HistoryForms.all();
  }

  /**
   * The map; passed to the grid before it starts. It has no backups: entries lost with a node are
   * read again.
   */
  public static MapConfig mapConfig() {
    return new MapConfig(MAP)
        .setBackupCount(0)
        .setAsyncBackupCount(0)
        .setInMemoryFormat(InMemoryFormat.BINARY)
        .setTimeToLiveSeconds((int) LIFE.toSeconds())
        .setEvictionConfig(new EvictionConfig()
            .setEvictionPolicy(EvictionPolicy.LRU)
            .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
            .setSize(ENTRIES_PER_NODE_MAX));
  }

  /**
   * Returns the present history of a customer; a joined customer's history is that of the customer
   * joined into.
   */
  public Future<CustomerHistory> of(CustomerId id) {
    return histories.current(pool, id).compose(this::of);
  }

  /**
   * Returns the history when the caller has just read the customer's version. There is one read of
   * the grid and one load per customer at a time: a miss reported after another load has ended must
   * not start a second load. A load that began before our version was written may not contain it;
   * then the history is loaded once more.
   */
  public Future<CustomerHistory> of(Histories.Current current) {
    var known =
        recent.of(current.customer()).filter(history -> history.version() >= current.version());
    if (known.isPresent()) {
      hits.increment();
      return Future.succeededFuture(known.get());
    }
    var begun = Promise.<CustomerHistory>promise();
    var other = underWay.putIfAbsent(current.customer(), begun.future());
    if (other != null) {
      return Caller.hears(vertx, other)
          .compose(history -> history.version() >= current.version()
              ? Future.succeededFuture(history)
              : of(current));
    }
    keptOrLoaded(current)
        .andThen((_, _) -> underWay.remove(current.customer(), begun.future()))
        .onComplete(begun);
    return begun.future();
  }

  private Future<CustomerHistory> keptOrLoaded(Histories.Current current) {
    return kept(current.customer()).compose(kept -> {
      if (kept.isPresent() && kept.get().version() >= current.version()) {
        hits.increment();
        recent.keep(kept.get());
        return Future.succeededFuture(kept.get());
      }
      kept.ifPresent(_ -> stale.increment());
      loaded.increment();
      return histories.history(pool, current.customer()).map(history -> {
        keep(history);
        return history;
      });
    });
  }

  /** Returns the grid's entry, if the grid answers in time. */
  private Future<Optional<CustomerHistory>> kept(CustomerId id) {
    return Future.<@Nullable CustomerHistory>future(answer ->
            map().ifPresentOrElse(map -> ask(map, id, answer), () -> answer.complete(null)))
        .map(kept -> {
          if (kept == null) {
            misses.increment();
          }
          return Optional.ofNullable(kept);
        })
        .recover(failure -> {
          silences.increment();
          LOG.debug("grid does not answer customer={} error={}", id, failure.toString());
          return Future.succeededFuture(Optional.empty());
        });
  }

  private void ask(
      IMap<CustomerId, CustomerHistory> map,
      CustomerId id,
      Promise<@Nullable CustomerHistory> answer) {
    // Hazelcast throws at once when it is shutting down, and the promise's maker fails the promise
    Future.fromCompletionStage(map.getAsync(id), vertx.getOrCreateContext())
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(answer);
  }

  private Optional<IMap<CustomerId, CustomerHistory>> map() {
    return grid.map(MAP);
  }

  /** Stores a history here and in the grid; callers do not wait for the grid. */
  void keep(CustomerHistory history) {
    recent.keep(history);
    try {
      map()
          .ifPresent(map -> map.submitToKey(history.customer(), new ReplaceIfNewer(history))
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  notKept(history, failure);
                }
              }));
    } catch (RuntimeException e) { // Hazelcast throws at once when it is shutting down
      notKept(history, e);
    }
  }

  private static void notKept(CustomerHistory history, Throwable failure) {
    LOG.warn("history not cached customer={} error={}", history.customer(), failure.toString());
  }

  /** The processor that keeps the newer version, because the older of two loads may come last. */
  record ReplaceIfNewer(CustomerHistory history)
      implements EntryProcessor<CustomerId, CustomerHistory, Boolean> {

    @Override
    public Boolean process(Map.Entry<CustomerId, CustomerHistory> entry) {
      @Nullable CustomerHistory kept = entry.getValue();
      boolean newer = kept == null || kept.version() < history.version();
      if (newer) {
        entry.setValue(history);
      }
      return newer;
    }

    /** The map has no backups. */
    @Override
    public @Nullable EntryProcessor<CustomerId, CustomerHistory, Boolean> getBackupProcessor() {
      return null;
    }
  }
}
