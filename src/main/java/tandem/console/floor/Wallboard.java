package tandem.console.floor;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.desk.Alerts;
import tandem.document.Json;
import tandem.loops.Caller;
import tandem.reports.FactHistory;
import tandem.reports.LastHour;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;

/**
 * The present board, which is sent to all watchers. A change starts one timer, and when it fires
 * all watchers get the newest board. Changes that depend only on the clock are sent at their time.
 * Nothing is computed while nobody watches or nothing changes. The board is made on one context;
 * any thread may ask for it or watch it.
 */
public final class Wallboard implements CommittedFloor.Follower {

  private static final Logger LOG = LoggerFactory.getLogger(Wallboard.class);

  /** The pause between two boards: at most four a second. */
  static final Duration PAUSE = Duration.ofMillis(250);

  static final int WATCHERS_MAX = 500;

  /** The number of facts that are kept while the journal of today is read. */
  private static final int EARLY_MAX = 200_000;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How long an alert is shown. */
  static final Duration ALERTS_OF = Duration.ofHours(1);

  /** Reads the alerts since an instant. */
  @FunctionalInterface
  public interface AlertsSince {
    Future<List<Alerts.Alert>> read(Instant then);
  }

  private record Numbered(long seq, Fact fact) {}

  private record Read(Board.View view, Optional<List<Alerts.Alert>> alerts) {}

  private final Vertx vertx;
  private final Context context;
  private final CommittedFloor committed;
  private final FactHistory history;
  private final AlertsSince alerts;
  private final ZoneId zone;
  private final InstantSource clock;

  // all fields below are used on the context only
  private final Deque<Numbered> early = new ArrayDeque<>();
  private final Set<Consumer<Buffer>> watchers = new LinkedHashSet<>();
  private Optional<Future<Buffer>> newest = Optional.empty();
  private Instant built = Instant.MIN;
  private boolean armed;
  private boolean waitsForMinute;
  private Board.@Nullable Counted counted;

  public Wallboard(
      Vertx vertx,
      CommittedFloor committed,
      FactHistory history,
      AlertsSince alerts,
      ZoneId zone,
      InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.committed = committed;
    this.history = history;
    this.alerts = alerts;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * Follows the floor before it reads the journal of today. A fact is published after it was
   * written, so each fact comes by at least one of the two ways.
   */
  public Future<Void> start() {
    var started = Promise.<Void>promise();
    committed
        .follow(this, _ -> 0)
        .compose(_ -> history.today(zone, clock.instant()))
        .onFailure(started::fail)
        .onSuccess(today -> context.runOnContext(_ -> {
          early.stream().filter(fact -> fact.seq() > today.last()).forEach(fact -> {
            today.tally().add(fact.fact());
            today.hour().add(fact.fact());
          });
          early.clear();
          counted = new Board.Counted(today.tally(), today.hour(), List.of());
          started.complete();
        }));
    return started.future();
  }

  @Override
  public void committed(long seq, Fact fact) {
    context.runOnContext(_ -> {
      if (counted != null) {
        counted.tally().add(fact);
        counted.hour().add(fact);
      } else if (early.size() < EARLY_MAX) {
        early.addLast(new Numbered(seq, fact));
      } else {
        throw new IllegalStateException("the journal of today takes too long to read");
      }
      newest = Optional.empty();
      arm();
    });
  }

  /** The board as JSON, no older than the last change or a quarter of a second. */
  public Future<Buffer> now() {
    var asked = Promise.<Buffer>promise();
    context.runOnContext(_ -> current().onComplete(asked));
    return Caller.hears(asked.future());
  }

  /**
   * Sends the board to a watcher now, and again after each change, on the context of the board. The
   * future completes with the first board. {@link Failure.TooMany} beyond the maximum.
   */
  Future<Void> watch(Consumer<Buffer> watcher) {
    var watching = Promise.<Void>promise();
    context.runOnContext(_ -> {
      if (watchers.size() >= WATCHERS_MAX) {
        watching.fail(new Failure.TooMany(
            "at most " + WATCHERS_MAX + " clients may watch the wallboard", RETRY_AFTER));
        return;
      }
      watchers.add(watcher);
      awaitMinute();
      current()
          .onSuccess(board -> {
            watcher.accept(board);
            watching.complete();
          })
          .onFailure(no -> {
            watchers.remove(watcher);
            watching.fail(no);
          });
    });
    return Caller.hears(watching.future());
  }

  void unwatch(Consumer<Buffer> watcher) {
    context.runOnContext(_ -> watchers.remove(watcher));
  }

  private void arm() {
    if (!armed && !watchers.isEmpty()) {
      armed = true;
      vertx.setTimer(PAUSE.toMillis(), _ -> context.runOnContext(_ -> push()));
    }
  }

  /**
   * Waits for the end of a minute, which may also end a step of the last hour or the day: contacts
   * leave the last half hour. Old alerts disappear then too.
   */
  private void awaitMinute() {
    if (!waitsForMinute && !watchers.isEmpty()) {
      waitsForMinute = true;
      var now = clock.instant();
      // a timer that fires a little early finds the same minute again and waits once more
      long left = Duration.between(now, LastHour.nextMinute(now)).toMillis() + 1;
      vertx.setTimer(
          left,
          _ -> context.runOnContext(_ -> {
            waitsForMinute = false;
            newest = Optional.empty();
            push();
            awaitMinute();
          }));
    }
  }

  private void push() {
    armed = false;
    current()
        .onSuccess(board -> List.copyOf(watchers).forEach(watcher -> watcher.accept(board)))
        .onFailure(e -> LOG.warn("the wallboard cannot be made error={}", e.getMessage()));
  }

  /** Requests at the same time share one board. */
  private Future<Buffer> current() {
    var now = clock.instant();
    if (newest.isPresent()
        && !newest.get().failed()
        && Duration.between(built, now).compareTo(PAUSE) < 0) {
      return newest.get();
    }
    var read = Promise.<Read>promise();
    // if the alerts cannot be read now, the last ones are shown: an old alert is better than none
    Future.<Void>succeededFuture()
        .compose(_ -> alerts.read(now.minus(ALERTS_OF)))
        .onFailure(e -> LOG.warn("the wallboard's alerts cannot be read error={}", e.getMessage()))
        .map(Optional::of)
        .otherwise(Optional.empty())
        .compose(some -> Board.View.of(committed).map(view -> new Read(view, some)))
        .onComplete(done -> context.runOnContext(_ -> read.handle(done)));
    var board = read.future().map(done -> board(done, now));
    built = now;
    newest = Optional.of(board);
    return board;
  }

  private Buffer board(Read read, Instant now) {
    var known = counted;
    if (known == null) {
      throw new Failure.Unavailable("the figures of today are still being counted", RETRY_AFTER);
    }
    var fresh =
        new Board.Counted(known.tally(), known.hour(), read.alerts().orElse(known.alerts()));
    var board = Buffer.buffer(Json.write(Board.of(read.view(), fresh, now)));
    counted = fresh;
    return board;
  }
}
