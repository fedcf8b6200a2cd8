package tandem.rehearsal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.Ids;
import tandem.rehearsal.Loop;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.calling.OneCall;

/** Maria on the telephone: she has one call at a time. Any thread may call. */
final class Maria {

  /** What the page shows of her call. */
  enum Line {
    NONE,
    WAITING,
    RINGING,
    TALKING,
    HELD;

    /** The line after an event of the call's story. */
    Line after(String event) {
      return switch (event) {
        case "queued", "came_back", "declined", "expired", "withdrawn", "bridge_failed" -> WAITING;
        case "offered", "accepted" -> RINGING;
        case "connected", "resumed" -> TALKING;
        case "held" -> HELD;
        case "abandoned", "wrap_up", "closed", "cancelled" -> NONE;
        default -> this;
      };
    }
  }

  private final Vertx vertx;
  private final InstantSource clock;
  private final Ids ids;
  private final ServerAddress server;
  private final Runnable changed;
  private final Loop loop;

  private Optional<OneCall> call = Optional.empty();

  /** Other loops read it. */
  private volatile Line line = Line.NONE;

  /** @param changed is called when {@link #line} is another */
  Maria(Vertx vertx, InstantSource clock, Ids ids, ServerAddress server, Runnable changed) {
    this.vertx = vertx;
    this.clock = clock;
    this.ids = ids;
    this.server = server;
    this.changed = changed;
    this.loop = new Loop(vertx);
  }

  Line line() {
    return line;
  }

  /** Calls a number of the shop; nothing if she is on the telephone. */
  void call(String from, String number) {
    loop.run(() -> {
      if (call.isPresent()) {
        return;
      }
      var made = new OneCall(vertx, clock, ids, server, new Heard());
      call = Optional.of(made);
      show(Line.WAITING);
      made.call(from, number).onComplete(_ -> loop.run(() -> over(made)));
    });
  }

  /** Hangs up; nothing if she is not on the telephone. */
  void hangUp() {
    loop.run(() -> call.ifPresent(OneCall::hangUp));
  }

  private void over(OneCall made) {
    call = Optional.empty();
    show(Line.NONE);
    var _ = made.close();
  }

  private void show(Line now) {
    if (now != line) {
      line = now;
      changed.run();
    }
  }

  Future<Void> close() {
    return loop.ask(
        closed -> call.map(OneCall::close).orElseGet(Future::succeededFuture).onComplete(closed));
  }

  private final class Heard implements OneCall.Listener {

    @Override
    public void happened(JsonNode event, JsonNode first) {
      loop.run(() -> {
        if (call.isPresent()) {
          show(line.after(event.path("event").asText()));
        }
      });
    }

    @Override
    public void nobodyIsReady() {
      // the page shows that she waits
    }

    @Override
    public void lost(String why) {
      // it is tried again
    }
  }
}
