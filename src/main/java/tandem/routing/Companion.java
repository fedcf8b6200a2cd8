package tandem.routing;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import tandem.routing.engine.Decision;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;

/**
 * Data that must be written together with a signal's facts, although routing does not know them. It
 * is sent with the signal to the floor's owner. There its {@link Writer} checks it and writes it in
 * the transaction that contains the facts: all of it is written, or nothing.
 *
 * @param kind names its writer
 * @param body its content, as JSON text
 */
public record Companion(String kind, String body) {

  /** The result for a signal and its companion. */
  public sealed interface Result {

    /**
     * The engine has decided the signal. When it accepted, the companion is written.
     *
     * @param answer the writer's answer, as JSON text
     */
    record Decided(Decision decision, String answer) implements Result {}

    /** The writer has objected: the signal was not decided, and nothing is written. */
    record Objected(String why) implements Result {}
  }

  /** The writer of companions of one kind, on the node that owns the floor. */
  public interface Writer {

    /**
     * Checks a companion before the signal is decided, in the transaction that will contain its
     * facts. It may lock rows, but must not wait long, because nothing else is written meanwhile.
     *
     * @param plan the present plan, which does not change before the signal is decided
     */
    Future<Check> check(SqlConnection tx, FloorPlan plan, Signal signal, String body);
  }

  /** The result of a writer's check. */
  public sealed interface Check {

    record Objection(String why) implements Check {}

    /**
     * The companion may be written.
     *
     * @param write sends all its statements at once, without waiting for an answer
     * @param committed called after the commit
     */
    record Ready(
        String answer, Function<SqlConnection, List<Future<Void>>> write, Runnable committed)
        implements Check {}
  }
}
