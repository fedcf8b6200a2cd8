package tandem.routing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.SteadyClock;
import tandem.loops.Caller;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;

/**
 * The second floor, made of committed facts only; every node has one. Everything read from it is on
 * disk. It lives on the engine's loop. Queries and followers run there, so they copy what they need
 * and compute with it elsewhere. Any thread may query, and gets the answer on its own context.
 */
public final class CommittedFloor {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedFloor.class);

  /**
   * A receiver of every committed fact, once and in order, on the engine's loop: it must not block
   * or compute.
   */
  public interface Follower {
    void committed(long seq, Fact fact);
  }

  private final Context context;
  private final Journal journal;
  private final SteadyClock clock;

  // all fields below are used on the context only
  private final List<Follower> followers = new ArrayList<>();
  private Floor floor = new Floor();
  private long seq;
  private Future<Void> catchingUp = Future.succeededFuture();

  CommittedFloor(Context context, Journal journal, SteadyClock clock) {
    this.context = context;
    this.journal = journal;
    this.clock = clock;
  }

  /** Reads from the floor. The result may keep the floor's records, but not the floor itself. */
  public <T> Future<T> read(Function<Floor, T> question) {
    return onContext(() -> question.apply(floor));
  }

  /**
   * Adds a follower and reads the floor in the same step, so that no fact is missed or received
   * twice.
   */
  public <T> Future<T> follow(Follower follower, Function<Floor, T> snapshot) {
    return onContext(() -> {
      var answer = snapshot.apply(floor);
      followers.add(follower);
      return answer;
    });
  }

  private <T> Future<T> onContext(Supplier<T> work) {
    return Caller.hears(
        context.owner(),
        Future.future(promise -> context.runOnContext(_ -> {
          T answer;
          try {
            answer = work.get();
          } catch (RuntimeException e) {
            promise.fail(e);
            return;
          }
          promise.complete(answer);
        })));
  }

  public void unfollow(Follower follower) {
    context.runOnContext(_ -> followers.remove(follower));
  }

  /** The number of the last applied fact; call it on the context. */
  long seq() {
    return seq;
  }

  /** The floor itself, for the owner, which shares the context. */
  Floor floor() {
    return floor;
  }

  /**
   * Applies committed facts; known ones are skipped, and missing ones are read from the journal.
   */
  void committed(long firstSeq, List<Fact> facts) {
    if (firstSeq > seq + 1) {
      catchUp(firstSeq - 1 + facts.size());
      return;
    }
    for (int i = 0; i < facts.size(); i++) {
      one(new NumberedFact(firstSeq + i, facts.get(i)));
    }
  }

  private void one(NumberedFact next) {
    if (next.seq() != seq + 1) {
      return; // received before
    }
    floor.apply(next.fact());
    clock.atLeast(floor.time());
    seq = next.seq();
    for (var follower : List.copyOf(followers)) {
      try {
        follower.committed(next.seq(), next.fact());
      } catch (RuntimeException e) {
        LOG.error("a follower failed on fact seq={}", next.seq(), e);
      }
    }
  }

  /** Reads the missing facts up to a number from the journal; call it on the context. */
  Future<Void> catchUp(long target) {
    if (seq >= target) {
      return Future.succeededFuture();
    }
    catchingUp = catchingUp
        .otherwiseEmpty()
        .compose(_ -> seq > 0 ? Future.<Void>succeededFuture() : fromSnapshot())
        .compose(_ -> seq >= target ? Future.succeededFuture(seq) : journal.read(seq, this::one))
        .compose(_ -> seq >= target
            ? Future.succeededFuture()
            : Future.failedFuture("the journal ends at " + seq + " before " + target));
    return catchingUp;
  }

  private Future<Void> fromSnapshot() {
    return journal.newestSnapshot().map(kept -> {
      kept.ifPresent(k -> {
        floor = Floor.of(k.floor());
        clock.atLeast(floor.time());
        seq = k.seq();
      });
      return null;
    });
  }
}
